package pgconform.link;

import java.io.IOException;
import java.util.Optional;

/** A connection could not be made or used; the message is one sentence for the user. */
public final class LinkException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean reached;
  private final transient Optional<Event> answer;

  private LinkException(String message, boolean reached, Optional<Event> answer, Throwable cause) {
    super(message, cause);
    this.reached = reached;
    this.answer = answer;
  }

  /** There was nobody to talk to. */
  static LinkException unreachable(String message, Throwable cause) {
    return new LinkException(message, false, Optional.empty(), cause);
  }

  /**
   * There was a server, but the connection cannot be used as asked.
   *
   * @param answer what it did instead; empty if nothing
   */
  static LinkException refused(String message, Optional<Event> answer) {
    return new LinkException(message, true, answer, null);
  }

  /** Whether there was a server that answered. */
  public boolean reached() {
    return reached;
  }

  /** What the server did instead of what it was asked for; empty if nothing. */
  public Optional<Event> answer() {
    return answer;
  }

  /** Whether the server closed the connection instead of answering. */
  public boolean closed() {
    return answer.filter(Event.Closed.class::isInstance).isPresent();
  }
}
