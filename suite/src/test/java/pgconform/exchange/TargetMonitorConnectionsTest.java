package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Transport;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** How a monitor takes a target that cannot be connected to, and how it leaves one. */
class TargetMonitorConnectionsTest {
  /** Lets everybody in; the second session is that of the monitor that no case uses. */
  private static final class Host implements Script {
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicReference<FrontendMessage> last = new AtomicReference<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private final boolean closes;

    private Host(boolean closes) {
      this.closes = closes;
    }

    @Override
    public void serve(Peer peer) throws IOException {
      boolean sits = sessions.incrementAndGet() == 2;
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      if (sits && closes) {
        peer.fin();
        peer.awaitEnd();
        left.countDown();
      } else if (sits) {
        last.set(peer.next());
        left.countDown();
      }
    }

    private boolean isLeft() throws InterruptedException {
      return left.await(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aSessionThatTheTargetClosesIsClosedByTheMonitorToo() throws InterruptedException {
    Host host = new Host(true);
    try (Judged judged = Judged.with(host);
        TargetMonitor watch = TargetMonitor.over(judged.subject(), true)) {
      assertEquals(Optional.empty(), watch.linger(Judged.PATIENT));
      assertTrue(host.isLeft());
    }
  }

  @Test
  void aMonitorTakesItsLeave() throws InterruptedException {
    Host host = new Host(false);
    try (Judged judged = Judged.with(host)) {
      TargetMonitor watch = TargetMonitor.over(judged.subject(), true);
      watch.close();
      assertTrue(host.isLeft());
      assertInstanceOf(Terminate.class, host.last.get());
      assertThrows(ClosedSelectorException.class, () -> watch.look(System.nanoTime()));
    }
  }

  @Test
  void aTargetThatDoesNotListenRefuses() {
    Judged judged = Judged.good();
    try (TargetMonitor watch = TargetMonitor.over(judged.subject(), false)) {
      judged.close();
      TargetFailure damage = watch.look(System.nanoTime()).orElseThrow();
      assertEquals(TargetFailure.Kind.REFUSES, damage.what());
    }
  }

  @ParameterizedTest
  @CsvSource({"true, ANSWERS_NOBODY", "false, REFUSES"})
  void aTargetThatDoesNotAnswerARequestForEncryption(boolean silent, TargetFailure.Kind what) {
    AtomicReference<Script> now = new AtomicReference<>(new PostgresLike(new Rules()));
    try (Judged judged =
            Judged.with((Script) peer -> now.get().serve(peer))
                .over(Transport.TLS)
                .within(Duration.ofSeconds(1));
        TargetMonitor watch = TargetMonitor.over(judged.subject(), false)) {
      now.set(
          peer -> {
            peer.next();
            if (silent) {
              peer.awaitEnd();
            }
          });
      assertEquals(what, watch.look(System.nanoTime()).orElseThrow().what());
    }
  }
}
