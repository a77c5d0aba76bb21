package pgconform.session;

import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Message;
import pgconform.wire.ProtocolTwoErrorResponse;
import pgconform.wire.Text;

/** Why no session was started. Its text is one sentence for the user. */
public sealed interface StartUpFailure {
  /** Returns what the server did last; empty if it was silent until the time limit. */
  Optional<Event> answer();

  /** A failure that began with a message of the server. */
  private static Optional<Event> received(Message message) {
    return Optional.of(new Event.Received(System.nanoTime(), message));
  }

  /** The server said so. */
  record Refused(ErrorResponse error) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(error);
    }

    @Override
    public String toString() {
      return "the server refused the session: %s %s: %s"
          .formatted(
              Text.printable(error.severity().orElse("?")),
              Text.printable(error.sqlState().orElse("?????")),
              Text.printable(error.message().orElse("")));
    }
  }

  /** The server said so in protocol 2.0. */
  record RefusedInProtocolTwo(ProtocolTwoErrorResponse error) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(error);
    }

    @Override
    public String toString() {
      return "the server refused the session: " + Text.printable(error.text().strip());
    }
  }

  /** The server sent what belongs to no start-up. */
  record Unexpected(Message message) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(message);
    }

    @Override
    public String toString() {
      return "the server sent %s during start-up".formatted(message);
    }
  }

  /** The server did something other than send a message; for example, it closed the connection. */
  record Ended(Event event) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return Optional.of(event);
    }

    @Override
    public String toString() {
      return "the server did not complete the start-up: %s".formatted(event);
    }
  }

  /** Nothing arrived within the time limit. */
  record Silence() implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "the server did not complete the start-up within the time limit";
    }
  }

  /** The server asked for a password and there is none. */
  record NoPassword(String user, Message request) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(request);
    }

    @Override
    public String toString() {
      return "the server requires a password for user \"%s\", but none was supplied"
          .formatted(Text.printable(user));
    }
  }

  /**
   * The server's part of a SCRAM dialogue was wrong.
   *
   * @param reason the description of the error
   */
  record ScramRejected(String reason, Message request) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(request);
    }

    @Override
    public String toString() {
      return "pgconform rejected the server's SCRAM message: " + Text.printable(reason);
    }
  }

  /**
   * The session began, and a setting that it needs could not be made.
   *
   * @param reason in a sentence
   */
  record NotSet(String reason) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "a setting of the session could not be changed: " + reason;
    }
  }

  /** The server asked for an authentication that we do not know. */
  record UnsupportedAuthentication(Message request) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(request);
    }

    @Override
    public String toString() {
      return "the server asks for an authentication that pgconform does not support: " + request;
    }
  }
}
