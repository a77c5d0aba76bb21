package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a probe waits, and what it says when it has not asked everything. */
class ProbeTimeoutsTest {
  private static final Duration EACH = Duration.ofSeconds(1);

  @Test
  void whatWasNotAskedIsSaid() throws Exception {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH, Duration.ZERO);
    ProbeTimeouts others = timeouts.forEach(Duration.ofSeconds(2));
    assertEquals(Optional.empty(), timeouts.unfinished());
    String why = assertThrows(IOException.class, others::next).getMessage();
    assertTrue(why.startsWith("the server's answers took 0 s in all, and not everything"), why);
    assertEquals(Optional.of(why), timeouts.unfinished());
  }

  @Test
  void aTimeThatIsUpWhenEverythingIsAskedIsNotExceeded() {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH, Duration.ZERO);
    assertTrue(timeouts.isOver());
    assertEquals(Optional.empty(), timeouts.unfinished());
  }

  @Test
  void aSlowNetworkIsGivenMoreTimeUpToABound() throws Exception {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH, Duration.ZERO);
    timeouts.measured(Duration.ofMillis(100));
    assertFalse(timeouts.isOver());
    assertFalse(timeouts.next().passed());
    assertEquals(Optional.empty(), timeouts.unfinished());
    timeouts.measured(Duration.ofDays(1));
    assertFalse(timeouts.forEach(Duration.ofDays(1)).next().nanosLeft() > 181_000_000_000L);
  }

  @Test
  void silenceTakesNothingOfTheTimeForAnswers() throws Exception {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH, Duration.ZERO);
    timeouts.lost(EACH);
    assertFalse(timeouts.isOver());
    assertFalse(timeouts.next().passed());
  }

  @Test
  void tooMuchSilenceEndsTheProbeWithThatReason() {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH);
    assertEquals(Optional.empty(), timeouts.silent());
    timeouts.lost(EACH.multipliedBy(4));
    String why = assertThrows(IOException.class, timeouts::next).getMessage();
    assertEquals("the server was silent for 4 s in total; the probe stops here", why);
    assertEquals(Optional.of(why), timeouts.silent());
    assertEquals(Optional.empty(), timeouts.unfinished());
  }

  @Test
  void whatIsLostWithOneTransportIsNotLostForTheOthers() throws Exception {
    ProbeTimeouts timeouts = new ProbeTimeouts(EACH);
    timeouts.forEach(EACH).lost(EACH.multipliedBy(4));
    assertFalse(timeouts.next().passed());
    assertEquals(Optional.empty(), timeouts.silent());
  }
}
