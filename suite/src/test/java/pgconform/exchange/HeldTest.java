package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.session.Session;
import pgconform.wire.Query;

/** A query that nobody sees running is said to run after its delay, and not before. */
class HeldTest {
  private static final Deadline LATE = Deadline.in(Duration.ofMinutes(1));

  private static Hold slow(Duration delay) {
    return new SlowQuery("select slow()", Duration.ofMinutes(2), Duration.ZERO, delay).hold();
  }

  @Test
  void itRunsWhenItsDelayIsOver() throws IOException {
    try (Poller poller = new Poller();
        Hold hold = slow(Duration.ofMillis(30))) {
      assertEquals("select slow()", hold.query());
      assertFalse(hold.certain(), "it may be over at any time");
      assertFalse(hold.takesSession(), "no control session holds it");
      long start = System.nanoTime();
      assertTrue(hold.awaitRunning(() -> false, poller, LATE));
      assertTrue(System.nanoTime() - start >= Duration.ofMillis(30).toNanos());
    }
  }

  @Test
  void aQueryThatIsOverDoesNotRun() throws IOException {
    try (Poller poller = new Poller();
        Hold hold = slow(Duration.ZERO)) {
      assertFalse(hold.awaitRunning(() -> true, poller, LATE));
    }
  }

  @Test
  void nobodyWaitsBeyondTheDeadline() throws IOException {
    try (Poller poller = new Poller();
        Hold hold = slow(Duration.ofMinutes(1))) {
      long start = System.nanoTime();
      assertTrue(hold.awaitRunning(() -> false, poller, Deadline.in(Duration.ofMillis(20))));
      assertTrue(hold.awaitRunning(() -> false, poller, Deadline.in(Duration.ZERO)));
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
    }
  }

  @Test
  void aQueryAtTheBackendIsSeenRunningUntilItIsReleased() throws Exception {
    try (Straight straight = Straight.start();
        Poller poller = new Poller();
        Session session = straight.proxy().front().session(poller, LATE)) {
      Hold hold = straight.backend.holdStrategy().hold();
      Query query = new Query(hold.query());
      session.link().send(query.encode(), List.of(query), LATE);
      assertTrue(hold.awaitRunning(() -> false, poller, LATE));
      hold.close();
      assertFalse(hold.awaitRunning(() -> true, poller, LATE));
    }
  }

  @Test
  void aQueryAtTheBackendThatNobodySendsDoesNotRun() throws IOException {
    try (Straight straight = Straight.start();
        Hold hold = straight.backend.holdStrategy().hold()) {
      assertEquals(Duration.ZERO, hold.least());
      assertTrue(hold.certain());
      assertFalse(hold.takesSession(), "no control session holds it");
      assertFalse(hold.awaitRunning(() -> true, straight.backend.poller(), LATE));
      Deadline soon = Deadline.in(Duration.ofMillis(10));
      assertFalse(hold.awaitRunning(() -> false, straight.backend.poller(), soon));
    }
  }
}
