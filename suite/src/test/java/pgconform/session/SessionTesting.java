package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.testing.LogIn;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;
import pgconform.wire.ProtocolVersion;

/** What tests of sessions have in common. */
final class SessionTesting {
  /** A password that nothing else in a message looks like. */
  static final String PASSWORD = "Tr0ub4dor&3";

  static final Duration PATIENCE = Duration.ofSeconds(20);

  private SessionTesting() {}

  static Deadline soon() {
    return Deadline.in(PATIENCE);
  }

  static Login login(String user, String password) {
    return new Login(
        user,
        "test",
        Optional.ofNullable(password).map(Secret::of),
        ProtocolVersion.V3_0,
        List.of());
  }

  static Login login() {
    return login("tester", PASSWORD);
  }

  static ScriptedServer server(LogIn logIn) {
    Rules rules = new Rules();
    rules.logIns.put("tester", logIn);
    return PostgresLike.start(rules);
  }

  /** Starts a session, asks a question and looks for the password in what was written down. */
  static void works(Connector connector, Transport transport, Login login) throws IOException {
    Transcript transcript = new Transcript();
    try (Poller poller = new Poller()) {
      Link link = connector.open(poller, transcript, "client", transport, soon());
      try (Session session = Session.start(link, login, soon())) {
        assertTrue(session.keyData().isPresent());
        assertTrue(session.query("select 'well'", soon()).equals(List.of(List.of("well"))));
      }
    }
    assertSecret(login, transcript.entries().stream().map(e -> e.texts().toString()).toList());
  }

  /** Fails to start a session; no text of it holds the password. */
  static StartUpException fails(
      Connector connector, Transport transport, Login login, Duration patience) throws IOException {
    Transcript transcript = new Transcript();
    try (Poller poller = new Poller();
        Link link = connector.open(poller, transcript, "client", transport, soon())) {
      StartUpException e =
          assertThrows(
              StartUpException.class,
              () -> Session.start(link, login, Deadline.in(patience)).close());
      assertSecret(login, List.of(String.valueOf(e.getMessage()), e.toString()));
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        assertSecret(login, List.of(cause.toString()));
      }
      assertSecret(login, transcript.entries().stream().map(t -> t.texts().toString()).toList());
      return e;
    }
  }

  static StartUpException fails(ScriptedServer server, Login login) throws IOException {
    return fails(server.connector(), Transport.PLAIN, login, PATIENCE);
  }

  private static void assertSecret(Login login, List<String> texts) {
    String password = login.password().map(Secret::reveal).orElse(PASSWORD);
    for (String text : texts) {
      assertFalse(text.contains(password), text);
    }
  }

  static Session start(Poller poller, ScriptedServer server, Login login) throws IOException {
    Link link = server.connector().open(poller, new Transcript(), "c", Transport.PLAIN, soon());
    return Session.start(link, login, soon());
  }
}
