package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.ErrorResponse;

/** The server did not start a session; the message says in one sentence what it did instead. */
public final class StartUpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient StartUpFailure failure;

  StartUpException(StartUpFailure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  /** Why. */
  public StartUpFailure failure() {
    return failure;
  }

  /** Returns what the server did last; empty if it was silent until the time limit. */
  public Optional<Event> answer() {
    return failure.answer();
  }

  /** Whether the server closed the connection without a word. */
  public boolean closed() {
    return failure instanceof StartUpFailure.Ended ended && ended.event() instanceof Event.Closed;
  }

  /** Whether the server neither went on nor closed the connection until the time limit. */
  public boolean silent() {
    return failure instanceof StartUpFailure.Silence;
  }

  /** The server's own words, if it gave any. */
  public Optional<ErrorResponse> error() {
    return failure instanceof StartUpFailure.Refused refused
        ? Optional.of(refused.error())
        : Optional.empty();
  }
}
