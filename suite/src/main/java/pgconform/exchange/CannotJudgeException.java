package pgconform.exchange;

import java.io.IOException;
import pgconform.session.StartUpException;

/** Ends a case because the suite cannot judge it; the message says why, in one sentence. */
final class CannotJudgeException extends CaseEnded {
  private static final long serialVersionUID = 1L;

  /** The beginning of a sentence about a server that is full. */
  static final String NO_ROOM =
      "the target has no room for another session; run with fewer --jobs: ";

  /** The verdict with which the case ends. */
  final Verdict verdict;

  /** Ends the case because an operation that the suite itself needs has failed on the target. */
  CannotJudgeException(IOException failure) {
    super(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    boolean full = failure instanceof StartUpException refusal && Opening.full(refusal);
    verdict = full ? Verdict.UNSUPPORTED : Verdict.ERROR;
  }

  CannotJudgeException(String message) {
    this(message, Verdict.ERROR);
  }

  private CannotJudgeException(String message, Verdict verdict) {
    super(message);
    this.verdict = verdict;
  }

  /** Returns the exception for a target that lacks what the case needs. */
  static CannotJudgeException unsupported(String message) {
    return new CannotJudgeException(message, Verdict.UNSUPPORTED);
  }

  /** Returns the exception for a case that had too little time to see what it is about. */
  static CannotJudgeException undecided(String message) {
    return new CannotJudgeException(message, Verdict.UNDECIDED);
  }

  /** Returns the exception for a server that has no room for a session of the case. */
  static CannotJudgeException noRoom(StartUpException refusal) {
    return unsupported(NO_ROOM + refusal.getMessage());
  }
}
