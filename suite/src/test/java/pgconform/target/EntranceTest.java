package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.testing.Peer;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;

/** A machine that is busy with something else is not taken for a server that refuses. */
class EntranceTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static void start(ScriptedServer server, Transport transport, Duration patience)
      throws IOException {
    try (Poller poller = new Poller()) {
      new Entrance(server.connector(), transport, LOGIN, poller, patience).start().close();
    }
  }

  private static String failure(ScriptedServer server) {
    Duration patience = Duration.ofSeconds(2);
    return assertThrows(IOException.class, () -> start(server, Transport.PLAIN, patience))
        .getMessage();
  }

  /** What a server does whose time limit for logins is up, if it is a short one. */
  private static void drop(Peer peer, long millis) throws IOException {
    peer.next();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static void letIn(Peer peer) throws IOException {
    if (peer.next() instanceof SSLRequest) {
      peer.send(new EncryptionResponse('S'));
      peer.startTls();
      peer.next();
    }
    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
    peer.awaitEnd();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "TLS"})
  void whoeverWasTooSlowBeginsAgain(Transport transport) throws IOException {
    AtomicInteger connections = new AtomicInteger();
    Script script =
        peer -> {
          if (connections.incrementAndGet() == 1) {
            drop(peer, 1_100);
          } else {
            letIn(peer);
          }
        };
    try (ScriptedServer server = ScriptedServer.start(script)) {
      start(server, transport, Duration.ofSeconds(20));
      assertEquals(2, server.accepted());
    }
  }

  @Test
  void inTheEndItIsSaidThatItMayHaveBeenUs() {
    try (ScriptedServer server = ScriptedServer.start(peer -> drop(peer, 1_100))) {
      String message = failure(server);
      assertTrue(
          message.matches(
              "start-up ended with Closed\\[FIN], 1\\.\\d s after we began: perhaps we were too"
                  + " slow for it"),
          message);
      assertEquals(3, server.accepted());
    }
  }

  @Test
  void aRefusalIsTakenForOne() {
    try (ScriptedServer server = ScriptedServer.start(peer -> drop(peer, 0))) {
      assertEquals("start-up ended with Closed[FIN]", failure(server));
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void whoIsSilentIsNotAskedAgain() {
    try (ScriptedServer server = ScriptedServer.start(peer -> drop(peer, 20_000))) {
      assertEquals("the server was silent during start-up until the time limit", failure(server));
      assertEquals(1, server.accepted());
    }
  }
}
