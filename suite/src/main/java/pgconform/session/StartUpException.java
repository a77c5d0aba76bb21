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

  /** Returns the reason. */
  public StartUpFailure failure() {
    return failure;
  }

  /** Returns the last event of the server; empty if it was silent until the time limit. */
  public Optional<Event> answer() {
    return failure.answer();
  }

  /** Returns whether the server closed the connection without sending anything. */
  public boolean closed() {
    return failure instanceof StartUpFailure.Ended ended && ended.event() instanceof Event.Closed;
  }

  /**
   * Returns whether the server neither continued nor closed the connection until the time limit.
   */
  public boolean silent() {
    return failure instanceof StartUpFailure.Silence;
  }

  /** Returns the server's own error, if it sent one. */
  public Optional<ErrorResponse> error() {
    return failure instanceof StartUpFailure.Refused refused
        ? Optional.of(refused.error())
        : Optional.empty();
  }
}
