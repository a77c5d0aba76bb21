package pgconform.target.probe;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import pgconform.link.Transport;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.session.StartUpFailure;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.Message;

/**
 * Finds out whether a declared login works as its name says: otherwise, a scenario that relies on
 * it would blame the server for a mistake in the declaration.
 *
 * @param starter starts sessions as that login
 * @param transports the transports that were found to work
 */
record LoginProbe(SessionStarter starter, List<Transport> transports) {
  /** The logins that must send a password. */
  private static final List<String> ASKED = List.of("password", "md5", "scram");

  /**
   * The classes of errors that are not about a login: a missing database, no room, or a shutdown.
   */
  private static final List<String> UNRELATED = List.of("3D", "53", "57");

  /** Returns what the server does instead; empty if the login works as its name says. */
  Optional<String> wrong(String name) {
    return switch (name) {
      case "reject", "nologin" -> notRefused(starter);
      case "hostssl" -> {
        if (!transports.contains(Transport.TLS)) {
          yield Optional.of("no TLS");
        }
        Optional<String> open = notRefused(starter.over(Transport.PLAIN));
        yield open.isPresent() ? open : notLetIn(starter.over(Transport.TLS), name);
      }
      default -> notLetIn(starter, name);
    };
  }

  /** Returns the name of the login that gets such a request; empty if none does. */
  static Optional<String> word(Message request) {
    if (request instanceof AuthenticationCleartextPassword) {
      return Optional.of("password");
    } else if (request instanceof AuthenticationMD5Password) {
      return Optional.of("md5");
    }
    return request instanceof AuthenticationSASL ? Optional.of("scram") : Optional.empty();
  }

  /**
   * Returns the authentication request of a session before it began; empty if it was admitted at
   * once.
   */
  static Optional<Message> asked(Session session) {
    return session.startUp().stream()
        .filter(m -> m.type() == 'R' && !(m instanceof AuthenticationOk))
        .<Message>map(m -> m)
        .findFirst();
  }

  private static Optional<String> notRefused(SessionStarter starter) {
    try {
      starter.patience().end(starter.start());
      return Optional.of("it is let in");
    } catch (StartUpException e) {
      if (e.failure() instanceof StartUpFailure.NoPassword asked) {
        return Optional.of("it is asked by " + asked.request().messageName());
      }
      String state = e.error().flatMap(error -> error.sqlState()).orElse("");
      // Scenarios judge which error it must be.
      boolean refused = !state.isEmpty() && UNRELATED.stream().noneMatch(state::startsWith);
      return refused ? Optional.empty() : Optional.of(e.getMessage());
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> notLetIn(SessionStarter starter, String name) {
    try {
      Session session = starter.start();
      Optional<Message> asked = asked(session);
      starter.patience().end(session);
      boolean right =
          asked
              .map(request -> word(request).equals(Optional.of(name)))
              .orElse(!ASKED.contains(name));
      return right
          ? Optional.empty()
          : Optional.of(
              asked
                  .map(m -> "it is asked by " + m.messageName())
                  .orElse("it is not asked for a password"));
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }
}
