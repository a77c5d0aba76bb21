package pgconform.session;

import java.io.IOException;

/** A query that had to work did not; the message is one sentence. */
public final class QueryException extends IOException {
  private static final long serialVersionUID = 1L;

  QueryException(String message) {
    super(message);
  }
}
