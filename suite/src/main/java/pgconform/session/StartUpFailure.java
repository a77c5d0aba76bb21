package pgconform.session;

import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Message;
import pgconform.wire.ProtocolTwoErrorResponse;
import pgconform.wire.Text;

/** The reason why no session was started. Its text is one sentence for the user. */
public sealed interface StartUpFailure {
  /** Returns the last event of the server; empty if it was silent until the time limit. */
  Optional<Event> answer();

  /** Returns the event of a failure that began with a message of the server. */
  private static Optional<Event> received(Message message) {
    return Optional.of(new Event.Received(System.nanoTime(), message));
  }

  /** The server refused with an error. */
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

  /** The server refused with an error of protocol 2.0. */
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

  /** The server sent a message that does not belong to a start-up. */
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

  /** The server requested a password, and there is none. */
  record NoPassword(String user, Message request) implements StartUpFailure {
    @Override
    public Optional<Event> answer() {
      return received(request);
    }

    @Override
    public String toString() {
      return ("the server requires a password for user \"%s\", but none was supplied (PGPASSWORD"
              + " can supply one)")
          .formatted(Text.printable(user));
    }
  }

  /**
   * The server's part of a SCRAM exchange was wrong.
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
   * The session began, but a required setting could not be applied.
   *
   * @param reason the reason in a sentence
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

  /** The server requested an authentication method that is not supported. */
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
