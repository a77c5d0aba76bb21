package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.target.libpq.SslMode;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.ScriptedServer;
import pgconform.wire.ProtocolVersion;

/** A server that never answers is asked once, not six times; only silence is taken for silence. */
class TransportProbeTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static List<String> failures(ScriptedServer server) throws IOException {
    try (Poller poller = new Poller()) {
      SessionStarter starter =
          new SessionStarter(
              server.connector(),
              Transport.PLAIN,
              LOGIN,
              poller,
              new Patience(Duration.ofMillis(500)));
      return new TransportProbe(starter, SslMode.PREFER, new FoundCapabilities()).tryAll();
    }
  }

  @Test
  void aSilentServerIsAskedOnce() throws IOException {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd)) {
      assertEquals(
          List.of("the server was silent during start-up until the time limit"), failures(server));
      assertEquals(1, server.accepted());
    }
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
          "the server refused the login: FATAL 28000: this server is silent on Sundays",
          failures(server).get(0));
      assertEquals(6, server.accepted());
    }
  }
}
