package pgconform.link;

import java.util.Optional;
import pgconform.wire.FrontendMessage;

/**
 * The reason why a connection could not be established or used. Its text is one sentence for the
 * user.
 */
public sealed interface LinkFailure {
  /** Returns whether a server answered. */
  default boolean reached() {
    return true;
  }

  /** Returns the unexpected answer of the server; empty if there was none. */
  Optional<Event> answer();

  /**
   * The server could not be reached.
   *
   * @param reason the reason in words, possibly those of the operating system
   */
  record Unreachable(Address address, String reason) implements LinkFailure {
    @Override
    public boolean reached() {
      return false;
    }

    @Override
    public Optional<Event> answer() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "cannot connect to %s: %s".formatted(address, reason);
    }
  }

  /** The target is not known to have such a socket. */
  record NoUnixSocket() implements LinkFailure {
    @Override
    public boolean reached() {
      return false;
    }

    @Override
    public Optional<Event> answer() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "the target has no Unix socket";
    }
  }

  /** An encryption request got another answer. */
  record Refused(FrontendMessage request, char wanted, Optional<Event> answer)
      implements LinkFailure {
    @Override
    public String toString() {
      return answer
          .map(
              event ->
                  "%s was answered with %s, not with %s"
                      .formatted(request.messageName(), event, wanted))
          .orElseGet(
              () ->
                  "the server did not answer %s (expected %s)"
                      .formatted(request.messageName(), wanted));
    }
  }

  /** The TLS handshake was not completed. */
  record HandshakeFailed(Optional<Event> answer) implements LinkFailure {
    @Override
    public String toString() {
      return "the TLS handshake failed: " + answer.map(Event::toString).orElse("no answer in time");
    }
  }
}
