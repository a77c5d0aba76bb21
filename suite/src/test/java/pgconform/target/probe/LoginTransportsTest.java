package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.session.Secret;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetOptions;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.testing.Fault;
import pgconform.testing.LogIn;
import pgconform.testing.Passwords;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;
import pgconform.testing.TestCertificate;

/** A server may treat a role over TLS otherwise than without it, as pg_hba.conf can say. */
class LoginTransportsTest {
  private static final LogIn REJECTED =
      (peer, user) -> {
        peer.send(Rows.error("FATAL", "28000", "nobody is let in"));
        return false;
      };

  private static final List<Transport> IN_CLEAR =
      List.of(Transport.PLAIN, Transport.PLAIN_AFTER_GSS);

  private static LogIn differing(LogIn plain, LogIn tls) {
    return (peer, user) -> (peer.link().tlsSession().isPresent() ? tls : plain).admit(peer, user);
  }

  private static ProbedTarget open(ScriptedServer server, String user, Map<String, String> logins) {
    Map<String, TargetOptions.Account> accounts = new LinkedHashMap<>();
    logins.forEach(
        (word, role) ->
            accounts.put(
                word,
                new TargetOptions.Account(
                    role, Optional.of(Secret.of("secret")), Optional.empty())));
    TargetOptions options =
        new TargetOptions(Optional.empty(), Optional.empty(), Optional.empty(), false, accounts);
    String url =
        "postgresql://%s:secret@127.0.0.1:%d/test?sslmode=prefer".formatted(user, server.port());
    return new Targets(Map.of(), Path.of("/"), options).open(TargetSpec.parse(url));
  }

  private static List<Transport> transports(ProbedTarget target, Capability... needs) {
    return target.subject().space(List.of(needs)).transports();
  }

  @Test
  void aDeclaredLoginIsTriedOverEachKindOfConnection() {
    AtomicInteger sessions = new AtomicInteger();
    LogIn md5 = Passwords.md5("secret");
    Rules rules = new Rules();
    rules.logIns.put(
        "m",
        (peer, user) -> {
          sessions.incrementAndGet();
          return differing(md5, LogIn.TRUST).admit(peer, user);
        });
    rules.logIns.put("p", Passwords.cleartext("secret"));
    rules.logIns.put("r", differing(REJECTED, LogIn.TRUST));
    try (ScriptedServer server = PostgresLike.start(rules);
        ProbedTarget target =
            open(server, "tester", Map.of("md5", "m", "password", "p", "reject", "r"))) {
      assertEquals(
          "m, not over TLS (it is not asked for a password)",
          target.capabilities().get("md5 login"));
      assertEquals("p", target.capabilities().get("password login"));
      assertEquals("r, not over TLS (it is let in)", target.capabilities().get("reject login"));
      assertEquals("yes", target.capabilities().get("login without password"));
      assertTrue(target.subject().capabilities().contains(Capability.MD5_LOGIN));
      assertTrue(transports(target).contains(Transport.TLS));
      assertTrue(transports(target, Capability.PASSWORD_LOGIN).contains(Transport.TLS));
      assertEquals(IN_CLEAR, transports(target, Capability.KEY_DATA, Capability.MD5_LOGIN));
      assertEquals(
          IN_CLEAR, transports(target, Capability.PASSWORD_LOGIN, Capability.REJECT_LOGIN));
      assertEquals(2, sessions.get(), "sessions, one over each kind of connection");
    }
  }

  @Test
  void theDefaultLoginIsWhatItWasOverEachTransport() {
    Rules rules = new Rules();
    rules.logIns.put("asked", differing(Passwords.cleartext("secret"), Passwords.md5("secret")));
    rules.logIns.put("trusted", differing(LogIn.TRUST, Passwords.md5("secret")));
    try (ScriptedServer server = PostgresLike.start(rules)) {
      try (ProbedTarget target = open(server, "asked", Map.of())) {
        assertEquals(
            "the default login, not over TLS (it is asked by AuthenticationMD5Password)",
            target.capabilities().get("password login"));
        assertEquals(IN_CLEAR, transports(target, Capability.PASSWORD_LOGIN));
      }
      try (ProbedTarget target = open(server, "trusted", Map.of())) {
        assertEquals(
            "yes, not over TLS (it is asked by AuthenticationMD5Password)",
            target.capabilities().get("login without password"));
        assertEquals(IN_CLEAR, transports(target, Capability.LOGIN_WITHOUT_PASSWORD));
        assertTrue(transports(target).contains(Transport.TLS));
      }
    }
  }

  /** Such a server is judged by its start-ups, but the probe spends no more time on it. */
  @Test
  void aServerWithoutOrdinarySessionsIsNotAskedAgain() {
    AtomicInteger sessions = new AtomicInteger();
    Rules rules = new Rules().breaking(Fault.READY_FOR_QUERY_TWICE);
    rules.logIns.put(
        "m",
        (peer, user) -> {
          sessions.incrementAndGet();
          return Passwords.md5("secret").admit(peer, user);
        });
    try (ScriptedServer server = PostgresLike.start(rules);
        ProbedTarget target = open(server, "tester", Map.of("md5", "m"))) {
      assertFalse(target.subject().capabilities().contains(Capability.ORDINARY_SESSION));
      assertEquals(
          "m, not over TLS (not tried, because sessions do not answer queries as documented)",
          target.capabilities().get("md5 login"));
      assertEquals(IN_CLEAR, transports(target, Capability.MD5_LOGIN));
      assertEquals(1, sessions.get());
    }
  }

  /** PostgreSQL has its own entries of pg_hba.conf for each of these kinds. */
  @ParameterizedTest
  @CsvSource({
    "plain, TCP without TLS, the Unix socket",
    "plain after gss, TCP without TLS, the Unix socket",
    "plain after ssl, the Unix socket, the Unix socket",
    "unix socket, the Unix socket, the Unix socket",
    "tls, TLS, TLS",
    "direct tls, TLS, TLS",
    "tls after gss, TLS, TLS",
  })
  void kindsOfConnections(String transport, String overTcp, String atTheSocket) {
    Address tcp = new Address.Tcp("127.0.0.1", 5432);
    Address socket = new Address.Unix(Path.of("/tmp/.s.PGSQL.5432"));
    Connector both =
        new Connector(tcp, Optional.of(socket), Optional.of(socket), TestCertificate.client());
    Connector one = new Connector(socket, TestCertificate.client());
    Transport parsed = Transport.parse(transport);
    assertEquals(overTcp, ConnectionKind.of(parsed, both).toString());
    assertEquals(atTheSocket, ConnectionKind.of(parsed, one).toString());
  }

  @Test
  void oneReasonIsSaidOnceForSeveralKinds() {
    Address socket = new Address.Unix(Path.of("/tmp/.s.PGSQL.5432"));
    Connector connector =
        new Connector(
            new Address.Tcp("127.0.0.1", 5432),
            Optional.of(socket),
            Optional.of(socket),
            TestCertificate.client());
    LoginTransports over =
        new LoginTransports(
            connector, List.of(Transport.PLAIN, Transport.TLS, Transport.UNIX_SOCKET));
    assertEquals("", over.note(Capability.USER_LOGIN, Map.of()));
    Map<Transport, String> wrong = new LinkedHashMap<>();
    wrong.put(Transport.TLS, "it is let in");
    wrong.put(Transport.UNIX_SOCKET, "it is let in");
    assertEquals(
        ", not over TLS or the Unix socket (it is let in)",
        over.note(Capability.REJECT_LOGIN, wrong));
    assertEquals(Map.of(Capability.REJECT_LOGIN, List.of(Transport.PLAIN)), over.suitable());
  }
}
