package pgconform.exchange;

import java.io.IOException;
import pgconform.session.StartUpException;

/** Ends a case because the suite cannot judge it; the message says why, in one sentence. */
final class Unable extends CaseEnded {
  private static final long serialVersionUID = 1L;

  /** The beginning of a sentence about a server that is full. */
  static final String NO_ROOM =
      "the target has no room for another session; run with fewer --jobs: ";

  /** The verdict with which the case ends. */
  final Verdict verdict;

  /** An operation that the suite itself needs has failed on the target. */
  Unable(IOException failure) {
    super(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    boolean full = failure instanceof StartUpException refusal && Opening.full(refusal);
    verdict = full ? Verdict.UNSUPPORTED : Verdict.ERROR;
  }

  Unable(String message) {
    this(message, Verdict.ERROR);
  }

  private Unable(String message, Verdict verdict) {
    super(message);
    this.verdict = verdict;
  }

  /** The target does not have what the case needs. */
  static Unable unsupported(String message) {
    return new Unable(message, Verdict.UNSUPPORTED);
  }

  /** There was too little time to see what the case is about. */
  static Unable undecided(String message) {
    return new Unable(message, Verdict.UNDECIDED);
  }

  /** The server has no room for a session of the case. */
  static Unable noRoom(StartUpException refusal) {
    return unsupported(NO_ROOM + refusal.getMessage());
  }
}
