package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.ErrorResponse;

/** The server did not open a session; the message is one sentence that says what it did instead. */
public final class StartUpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse error;
  private final End end;

  /** What the server did last. */
  private enum End {
    SPOKE,
    CLOSED,
    SILENT
  }

  private StartUpException(String message, ErrorResponse error, End end) {
    super(message);
    this.error = error;
    this.end = end;
  }

  StartUpException(String message, ErrorResponse error) {
    this(message, error, End.SPOKE);
  }

  /** What came was no message. */
  static StartUpException endedWith(Event event) {
    End end = event instanceof Event.Closed ? End.CLOSED : End.SPOKE;
    return new StartUpException("start-up ended with %s".formatted(event), null, end);
  }

  /** Nothing came. */
  static StartUpException timeLimit() {
    String message = "the server was silent during start-up until the time limit";
    return new StartUpException(message, null, End.SILENT);
  }

  /** Whether the server closed the connection without a word. */
  public boolean closed() {
    return end == End.CLOSED;
  }

  /** Whether the server neither went on nor closed the connection until the time limit. */
  public boolean silent() {
    return end == End.SILENT;
  }

  /** The server's own words, if it gave any. */
  public Optional<ErrorResponse> error() {
    return Optional.ofNullable(error);
  }
}
