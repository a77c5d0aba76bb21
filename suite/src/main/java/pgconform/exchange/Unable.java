package pgconform.exchange;

import java.io.IOException;

/** The suite cannot tell; the message is one sentence. */
final class Unable extends CaseEnded {
  private static final long serialVersionUID = 1L;

  /** What the suite itself needs of the target has failed. */
  Unable(IOException failure) {
    this(failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }

  Unable(String message) {
    super(message);
  }
}
