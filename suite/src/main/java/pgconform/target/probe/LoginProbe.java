package pgconform.target.probe;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param answers whether sessions answer queries, so that further ones are worth their time
 */
record LoginProbe(SessionStarter starter, List<Transport> transports, boolean answers) {
  /** The logins that must send a password. */
  private static final List<String> ASKED = List.of("password", "md5", "scram");

  /**
   * The classes of errors that are not about a login: a missing database, no room, or a shutdown.
   */
  private static final List<String> UNRELATED = List.of("3D", "53", "57");

  /**
   * Returns what the server does instead over the usual transport; empty if the login works as its
   * name says.
   */
  Optional<String> wrong(String name) {
    return wrong(name, starter);
  }

  /**
   * Returns what the server does instead over other transports, for each one over which a login
   * does not work as its name says although it does over the usual one. One transport of each kind
   * is tried.
   */
  Map<Transport, String> wrongElsewhere(String name) {
    if (name.equals("hostssl")) {
      // What it is over each kind of transport has been tried.
      return Map.of();
    }
    Map<ConnectionKind, Optional<String>> kinds = new EnumMap<>(ConnectionKind.class);
    kinds.put(kind(starter.transport()), Optional.empty());
    Map<Transport, String> wrong = new LinkedHashMap<>();
    for (Transport transport : transports) {
      kinds
          .computeIfAbsent(kind(transport), kind -> wrongOver(transport, name))
          .ifPresent(why -> wrong.put(transport, why));
    }
    return wrong;
  }

  private ConnectionKind kind(Transport transport) {
    return ConnectionKind.of(transport, starter.connector());
  }

  private Optional<String> wrongOver(Transport transport, String name) {
    if (!answers) {
      return Optional.of("not tried, because sessions do not answer queries as documented");
    }
    // Silence over one transport uses up nothing of the time for the rest of the probe.
    ProbeTimeouts patience = starter.patience();
    return wrong(name, starter.over(transport).within(patience.forEach(patience.each())));
  }

  private Optional<String> wrong(String name, SessionStarter starter) {
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

  /**
   * Returns how a session was authenticated instead; empty if that is what the name of the login
   * says.
   *
   * @param asked the request of the server; empty if the session was admitted at once
   */
  static Optional<String> askedOtherwise(String name, Optional<Message> asked) {
    boolean right =
        asked.map(request -> word(request).equals(Optional.of(name))).orElse(!ASKED.contains(name));
    return right
        ? Optional.empty()
        : Optional.of(
            asked
                .map(m -> "it is asked by " + m.messageName())
                .orElse("it is not asked for a password"));
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

  private Optional<String> notLetIn(SessionStarter starter, String name) {
    try {
      Session session = starter.start();
      try (SqlProbe questions = new SqlProbe(starter, starter.patience().each(), session)) {
        Optional<String> other = askedOtherwise(name, asked(session));
        // Only PostgreSQL has this catalog; another server answers with an error.
        boolean superuser =
            other.isEmpty()
                && answers
                && name.equals("user")
                && SuperuserProbe.of(questions, true).includesSuperuser();
        return superuser
            ? Optional.of("its session_user or its current_user is a superuser")
            : other;
      }
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }
}
