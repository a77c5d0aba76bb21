package pgconform.link;

import java.io.IOException;
import java.util.Optional;

/** A connection could not be made or used; the message is one sentence for the user. */
public final class LinkException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean reached;
  private final boolean closed;

  private LinkException(String message, boolean reached, boolean closed, Throwable cause) {
    super(message, cause);
    this.reached = reached;
    this.closed = closed;
  }

  /** There was nobody to talk to. */
  static LinkException unreachable(String message, Throwable cause) {
    return new LinkException(message, false, false, cause);
  }

  /**
   * There was a server, but the connection cannot be used as asked.
   *
   * @param answer what it did instead; empty if nothing
   */
  static LinkException refused(String message, Optional<Event> answer) {
    boolean closed = answer.filter(Event.Closed.class::isInstance).isPresent();
    return new LinkException(message, true, closed, null);
  }

  /** Whether there was a server that answered. */
  public boolean reached() {
    return reached;
  }

  /** Whether the server closed the connection instead of answering. */
  public boolean closed() {
    return closed;
  }
}
