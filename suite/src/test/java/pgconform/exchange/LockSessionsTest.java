package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.QueryException;
import pgconform.testing.Judged;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** The room that control sessions take, and how often they look. */
class LockSessionsTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static AdvisoryLocks locks(ScriptedServer server, boolean keeps) {
    return new AdvisoryLocks(server.connector(), Transport.PLAIN, LOGIN, Judged.PATIENT, keeps);
  }

  /** Answers queries, but fails the second if it is to, and does this when asked to end. */
  private static Script ending(boolean fails, Script end) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      for (int queries = 1; peer.next() instanceof Query; queries++) {
        if (fails && queries == 2) {
          peer.send(Rows.error("ERROR", "55P03", "no"));
        } else {
          peer.send(Rows.of("1").toArray(BackendMessage[]::new));
        }
        peer.send(new ReadyForQuery('I'));
      }
      end.serve(peer);
    };
  }

  @Test
  void aSessionThatIsKeptTakesRoomForAsLongAsItHolds() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server, true);
        Hold hold = locks.hold()) {
      assertTrue(hold.takesSession());
      assertEquals(Duration.ZERO, hold.least(), "it runs until it is released, at once if need be");
      hold.release();
      assertFalse(hold.takesSession());
    }
  }

  @Test
  void aSessionThatIsNotKeptTakesRoomUntilItIsClosed() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server, false)) {
      Hold hold = locks.hold();
      assertTrue(hold.takesSession());
      hold.release();
      assertTrue(hold.takesSession());
      hold.close();
      assertFalse(hold.takesSession());
      locks.hold().close();
      assertEquals(2, server.accepted(), "each has a session of its own");
    }
  }

  @Test
  void aSessionThatIsNotKeptHasEndedWhenItIsClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    BlockingQueue<Boolean> early = new LinkedBlockingQueue<>();
    Script end =
        peer -> {
          early.add(await(closed, Duration.ofMillis(100)));
          peer.close();
        };
    try (ScriptedServer server = ScriptedServer.start(ending(false, end));
        AdvisoryLocks locks = locks(server, false)) {
      locks.hold().close();
      closed.countDown();
      assertEquals(false, early.poll(20, TimeUnit.SECONDS), "the server is waited for");
    }
  }

  @Test
  void nobodyWaitsForTheEndOfASessionThatFailed() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    Script end = peer -> await(closed, Duration.ofSeconds(20));
    try (ScriptedServer server = ScriptedServer.start(ending(true, end));
        AdvisoryLocks locks = locks(server, false)) {
      AdvisoryLocks.Lock hold = locks.hold();
      assertThrows(QueryException.class, hold::holders);
      long start = System.nanoTime();
      hold.close();
      long took = System.nanoTime() - start;
      closed.countDown();
      assertTrue(took < Duration.ofSeconds(2).toNanos(), () -> took + " ns");
    }
  }

  private static boolean await(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothingIsLeftOfSessionsThatAreNotKept() throws IOException {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
        "open files are counted on Unix only");
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server, false)) {
      locks.hold().close();
      long before = system.getOpenFileDescriptorCount();
      for (int i = 0; i < 30; i++) {
        locks.hold().close();
      }
      // A selector alone takes two; servers may be late with closing a few of theirs.
      long more = system.getOpenFileDescriptorCount() - before;
      assertTrue(more < 30, () -> more + " files more are open");
    }
  }

  @Test
  void whoLooksAgainWaitsTwiceAsLongUpToFiveMilliseconds() throws IOException {
    AtomicInteger looks = new AtomicInteger();
    try (ScriptedServer server = PostgresLike.start();
        Poller poller = new Poller();
        AdvisoryLocks locks = locks(server, true);
        Hold hold = locks.hold()) {
      long start = System.nanoTime();
      assertFalse(
          hold.awaitRunning(
              () -> looks.incrementAndGet() == 20, poller, Deadline.in(Judged.PATIENT)));
      // After 0.1, 0.2, 0.4, 0.8, 1.6 and 3.2 ms come thirteen times 5 ms.
      long took = System.nanoTime() - start;
      assertTrue(took >= Duration.ofMillis(71).toNanos(), () -> took + " ns");
    }
  }
}
