package pgconform.session;

import java.io.IOException;

/** A query that must succeed has failed; the message says why, in one sentence. */
public final class QueryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean answered;

  QueryException(String message, boolean answered) {
    super(message);
    this.answered = answered;
  }

  /**
   * Whether the server answered, and the session is ready for another query. Where it is not, what
   * comes next may still be the answer to this one.
   */
  public boolean answered() {
    return answered;
  }
}
