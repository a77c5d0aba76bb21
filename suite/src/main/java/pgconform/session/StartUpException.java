package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.BackendMessage;
import pgconform.wire.ErrorResponse;

/** The server did not open a session; the message is one sentence that says what it did instead. */
public final class StartUpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Event> answer;

  private StartUpException(String message, Optional<Event> answer) {
    super(message);
    this.answer = answer;
  }

  /** The server sent a message that leads to no session. */
  StartUpException(String message, BackendMessage answer) {
    this(message, Optional.of(new Event.Received(System.nanoTime(), answer)));
  }

  /** What came was no message. */
  static StartUpException endedWith(Event event) {
    return new StartUpException("start-up ended with %s".formatted(event), Optional.of(event));
  }

  /** Nothing came. */
  static StartUpException timeLimit() {
    return new StartUpException(
        "the server was silent during start-up until the time limit", Optional.empty());
  }

  /** What the server did last; empty if it was silent until the time limit. */
  public Optional<Event> answer() {
    return answer;
  }

  /** Whether the server closed the connection without a word. */
  public boolean closed() {
    return answer.filter(Event.Closed.class::isInstance).isPresent();
  }

  /** Whether the server neither went on nor closed the connection until the time limit. */
  public boolean silent() {
    return answer.isEmpty();
  }

  /** The server's own words, if it gave any. */
  public Optional<ErrorResponse> error() {
    return answer
        .filter(Event.Received.class::isInstance)
        .map(event -> ((Event.Received) event).message())
        .filter(ErrorResponse.class::isInstance)
        .map(ErrorResponse.class::cast);
  }
}
