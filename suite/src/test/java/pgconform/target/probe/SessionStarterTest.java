package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.testing.Peer;
import pgconform.testing.ScriptedServer;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ProtocolVersion;

/** A machine that is busy with something else is not taken for a server that refuses. */
class SessionStarterTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static void start(ScriptedServer server, Transport transport, Duration patience)
      throws IOException {
    try (Poller poller = new Poller()) {
      new SessionStarter(server.connector(), transport, LOGIN, poller, new ProbeTimeouts(patience))
          .start()
          .close();
    }
  }

  private static String failure(ScriptedServer server) {
    return failure(server, Duration.ofSeconds(10));
  }

  private static String failure(ScriptedServer server, Duration patience) {
    return assertThrows(IOException.class, () -> start(server, Transport.PLAIN, patience))
        .getMessage();
  }

  /** What a server does whose time limit for logins is up, if it is a short one. */
  private static void dropLate(Peer peer) throws IOException {
    peer.next();
    long until = System.nanoTime() + Duration.ofMillis(1_100).toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  @Test
  void whoClosesLateMayHaveFoundUsTooSlow() {
    try (ScriptedServer server = ScriptedServer.start(SessionStarterTest::dropLate)) {
      String message = failure(server);
      assertTrue(
          message.matches(
              "the server did not complete the start-up: Closed\\[FIN], \\d+\\.\\d s after"
                  + " pgconform began to connect; perhaps the server's time limit for it had"
                  + " passed"),
          message);
      assertEquals(1, server.accepted());
    }
  }

  /** What a server does that answers an encryption request late, and refuses what comes then. */
  private static void refuseLate(Peer peer) throws IOException {
    peer.next();
    long until = System.nanoTime() + Duration.ofMillis(1_100).toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
    peer.send(new EncryptionResponse('N'));
    peer.next();
  }

  @Test
  void whoClosesBehindALateStartUpRefusesThat() {
    try (ScriptedServer server = ScriptedServer.start(SessionStarterTest::refuseLate)) {
      String message =
          assertThrows(
                  IOException.class,
                  () -> start(server, Transport.PLAIN_AFTER_GSS, Duration.ofSeconds(10)))
              .getMessage();
      assertTrue(
          message.matches(
              "the server did not complete the start-up: Closed\\[FIN], \\d+\\.\\d s after"
                  + " pgconform began to connect"),
          message);
    }
  }

  @Test
  void aRefusalIsTakenForOne() {
    try (ScriptedServer server = ScriptedServer.start(Peer::next)) {
      assertEquals("the server did not complete the start-up: Closed[FIN]", failure(server));
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void whoIsSilentIsNotAskedAgain() {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd)) {
      assertEquals(
          "the server did not complete the start-up within the time limit",
          failure(server, Duration.ofMillis(500)));
      assertEquals(1, server.accepted());
    }
  }
}
