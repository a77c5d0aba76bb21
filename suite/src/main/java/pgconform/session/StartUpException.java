package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.ErrorResponse;

/** The server did not open a session; the message is one sentence that says what it did instead. */
public final class StartUpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse error;
  private final boolean closed;

  private StartUpException(String message, ErrorResponse error, boolean closed) {
    super(message);
    this.error = error;
    this.closed = closed;
  }

  StartUpException(String message, ErrorResponse error) {
    this(message, error, false);
  }

  /** What came was no message. */
  static StartUpException endedWith(Event event) {
    return new StartUpException(
        "start-up ended with %s".formatted(event), null, event instanceof Event.Closed);
  }

  /** Whether the server closed the connection without a word. */
  public boolean closed() {
    return closed;
  }

  /** The server's own words, if it gave any. */
  public Optional<ErrorResponse> error() {
    return Optional.ofNullable(error);
  }
}
