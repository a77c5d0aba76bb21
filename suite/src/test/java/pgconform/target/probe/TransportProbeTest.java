package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.session.Login;
import pgconform.target.libpq.SslMode;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** A server that never answers is asked once, not six times; only silence is taken for silence. */
class TransportProbeTest {
  /** The type of a TLS record with a ClientHello. */
  private static final int HANDSHAKE = 22;

  /** For what never comes, and for what comes on a busy machine, too. */
  private static final Duration SOON = Duration.ofMillis(500);

  private static final Duration LONG = Duration.ofSeconds(20);

  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static List<String> failures(ScriptedServer server) throws IOException {
    return failures(server, new FoundCapabilities(), SOON, SOON);
  }

  private static List<String> failures(
      ScriptedServer server, FoundCapabilities found, Duration each, Duration first)
      throws IOException {
    try (Poller poller = new Poller()) {
      SessionStarter starter =
          new SessionStarter(
              server.connector(), Transport.PLAIN, LOGIN, poller, new ProbeTimeouts(each));
      return new TransportProbe(starter, SslMode.PREFER, found, first).tryAll();
    }
  }

  @Test
  void aSilentServerIsAskedOnce() throws IOException {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd)) {
      assertEquals(
          List.of("the server did not complete the start-up within the time limit of 0.5 s"),
          failures(server));
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void silenceOnOneTransportIsNotWaitedForOnAnother() throws IOException {
    FoundCapabilities found = new FoundCapabilities();
    Script script =
        peer -> {
          FrontendMessage first = peer.peek() == HANDSHAKE ? null : peer.next();
          if (first instanceof StartupMessage) {
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          }
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(script)) {
      List<String> failures = failures(server, found, SOON, LONG);
      assertEquals(List.of("the server did not answer SSLRequest (expected S)"), failures);
      // Plain, SSLRequest, a ClientHello, GSSENCRequest.
      assertEquals(4, server.accepted());
    }
    assertEquals(Set.of(Capability.PLAIN), found.capabilities());
    assertEquals(
        "no: the server did not answer GSSENCRequest", found.details().get("tls after gss"));
    assertEquals(
        "no: the server did not answer SSLRequest", found.details().get("plain after ssl"));
  }

  @Test
  void whoSpeaksOfSilenceIsNotSilent() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", "28000", "this server is silent on Sundays"));
            })) {
      assertEquals(
          "the server refused the session: FATAL 28000: this server is silent on Sundays",
          failures(server).get(0));
      assertEquals(6, server.accepted());
    }
  }

  @Test
  void tlsIsThereThoughNobodyIsLetInOverIt() throws IOException {
    Rules rules = new Rules();
    rules.logIns.put(
        "tester",
        (peer, user) -> {
          peer.send(Rows.error("FATAL", "28000", "nobody is let in"));
          return false;
        });
    FoundCapabilities found = new FoundCapabilities();
    try (ScriptedServer server = PostgresLike.start(rules)) {
      failures(server, found, LONG, LONG);
    }
    assertEquals(Set.of(Capability.TLS_HANDSHAKE), found.capabilities());
    rules.answerToSslRequest = 'N';
    FoundCapabilities without = new FoundCapabilities();
    try (ScriptedServer server = PostgresLike.start(rules)) {
      failures(server, without, LONG, LONG);
    }
    assertEquals(Set.of(), without.capabilities());
  }
}
