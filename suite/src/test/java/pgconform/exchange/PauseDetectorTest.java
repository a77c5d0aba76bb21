package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The time for which this process was not scheduled is known, as far as it matters. */
class PauseDetectorTest {
  private static final long USUAL = Duration.ofMillis(250).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final PauseDetector pauses = new PauseDetector();

  @Test
  void wakingUpLateIsUsualUpToAPoint() {
    pauses.woken(10, USUAL);
    assertEquals(Duration.ZERO, pauses.since(0));
    pauses.woken(20, USUAL + 1);
    assertEquals(Duration.ofNanos(USUAL + 1), pauses.since(0));
  }

  @Test
  void pausesCountThatEndedAfterTheMoment() {
    pauses.woken(10, SECOND);
    pauses.woken(20, 2 * SECOND);
    assertEquals(Duration.ofSeconds(3), pauses.since(9));
    assertEquals(Duration.ofSeconds(2), pauses.since(10));
    assertEquals(Duration.ofSeconds(2), pauses.since(19));
    assertEquals(Duration.ZERO, pauses.since(20));
  }

  /** The clock may begin anywhere, and run over. */
  @Test
  void momentsAreComparedByTheirDifference() {
    pauses.woken(Long.MIN_VALUE + 5, SECOND);
    assertEquals(Duration.ofSeconds(1), pauses.since(Long.MAX_VALUE - 5));
  }

  @Test
  void aThousandPausesAreRemembered() {
    for (int i = 1; i <= 1_000; i++) {
      pauses.woken(i, SECOND);
    }
    assertEquals(Duration.ofSeconds(1_000), pauses.since(0));
    pauses.woken(1_001, 2 * SECOND);
    assertEquals(Duration.ofSeconds(1_001), pauses.since(0), "the first one is forgotten");
  }

  @Test
  void theProcessIsWatchedByAThreadThatDoesNotKeepItAlive() {
    assertNotNull(PauseDetector.ofProcess());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("pgconform-watchdog") && t.isDaemon()));
  }
}
