package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.wire.ErrorResponse;

/** The server did not open a session; the message is one sentence that says what it did instead. */
public final class StartUpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse error;

  StartUpException(String message, ErrorResponse error) {
    super(message);
    this.error = error;
  }

  /** The server's own words, if it gave any. */
  public Optional<ErrorResponse> error() {
    return Optional.ofNullable(error);
  }
}
