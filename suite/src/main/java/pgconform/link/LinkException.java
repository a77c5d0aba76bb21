package pgconform.link;

import java.io.IOException;

/** A connection could not be made or used; the message is one sentence for the user. */
public final class LinkException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean reached;

  private LinkException(String message, boolean reached, Throwable cause) {
    super(message, cause);
    this.reached = reached;
  }

  /** There was nobody to talk to. */
  static LinkException unreachable(String message, Throwable cause) {
    return new LinkException(message, false, cause);
  }

  /** The server answered, but not so that the connection can be used as asked. */
  static LinkException refused(String message) {
    return new LinkException(message, true, null);
  }

  /** Whether there was a server that answered. */
  public boolean reached() {
    return reached;
  }
}
