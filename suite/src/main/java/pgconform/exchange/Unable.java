package pgconform.exchange;

import java.io.IOException;
import pgconform.session.StartUpException;

/** The suite cannot tell; the message is one sentence. */
final class Unable extends CaseEnded {
  private static final long serialVersionUID = 1L;

  /** The beginning of a sentence about a server that is full. */
  static final String NO_ROOM =
      "the target has no room for another session; run with fewer --jobs: ";

  /** Whether the server has no room for a session. */
  final boolean noRoom;

  /** What the suite itself needs of the target has failed. */
  Unable(IOException failure) {
    super(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    noRoom = failure instanceof StartUpException refusal && Opening.full(refusal);
  }

  Unable(String message) {
    this(message, false);
  }

  private Unable(String message, boolean noRoom) {
    super(message);
    this.noRoom = noRoom;
  }

  /** The server has no room for a session of the case. */
  static Unable noRoom(StartUpException refusal) {
    return new Unable(NO_ROOM + refusal.getMessage(), true);
  }
}
