package pgconform.link;

import java.io.IOException;
import java.util.Optional;

/** A connection could not be established or used; the message says why, in one sentence. */
public final class LinkException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient LinkFailure failure;

  LinkException(LinkFailure failure) {
    this(failure, null);
  }

  LinkException(LinkFailure failure, Throwable cause) {
    super(failure.toString(), cause);
    this.failure = failure;
  }

  /** Returns the reason. */
  public LinkFailure failure() {
    return failure;
  }

  /** Returns whether a server answered. */
  public boolean reached() {
    return failure.reached();
  }

  /** Returns the answer of the server, other than the requested one; empty if there was none. */
  public Optional<Event> answer() {
    return failure.answer();
  }

  /** Returns whether the server closed the connection instead of answering. */
  public boolean closed() {
    return failure.answer().filter(Event.Closed.class::isInstance).isPresent();
  }
}
