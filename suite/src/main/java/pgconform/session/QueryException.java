package pgconform.session;

import java.io.IOException;
import java.util.Optional;
import pgconform.link.Event;

/** A query that must succeed has failed; the message says why, in one sentence. */
public final class QueryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean answered;
  private final transient Event.Received error;

  QueryException(String message, boolean answered) {
    super(message);
    this.answered = answered;
    error = null;
  }

  /** The server answered with this ErrorResponse, and then with ReadyForQuery. */
  QueryException(String message, Event.Received error) {
    super(message);
    answered = true;
    this.error = error;
  }

  /**
   * Returns whether the server answered, so that the session is ready for another query. If not,
   * the next message may still belong to the answer to this query.
   */
  public boolean answered() {
    return answered;
  }

  /** Returns the ErrorResponse that was the answer; empty if none was. */
  public Optional<Event.Received> error() {
    return Optional.ofNullable(error);
  }
}
