package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pgconform.scenario.OffsetRange;

/** Offsets are looked for where outcomes change. */
class OffsetExplorerTest {
  private static final OffsetRange RANGE = new OffsetRange(Duration.ZERO, Duration.ofMillis(4));
  private static final int ROUNDS = 300;

  /** The offsets of all rounds, in microseconds, where the outcome changes at {@code edge}. */
  private static List<Long> offsets(long edge, long seed) {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, ROUNDS, true, new Random(seed));
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long micros = explorer.next().toNanos() / 1_000;
      offsets.add(micros);
      explorer.saw(micros < edge ? "canceled" : "completed");
    }
    return offsets;
  }

  @Test
  void aRangeWithoutAnEdgeIsDoubled() {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, ROUNDS, true, new Random(1));
    for (int i = 0; i < 8; i++) {
      explorer.next();
      explorer.saw("completed");
    }
    assertEquals(Duration.ofMillis(8), explorer.most());
    assertTrue(near(offsets(9_000, 1), 9_000) > ROUNDS / 4, "an edge beyond the range is found");
    assertTrue(offsets(1_000_000, 1).stream().allMatch(o -> o <= 64_000), "it is bounded");
  }

  private static long near(List<Long> offsets, long edge) {
    return offsets.stream().filter(o -> Math.abs(o - edge) <= 400).count();
  }

  @Test
  void mostRoundsAreNearTheEdge() {
    for (long edge : List.of(700L, 1_300L, 3_200L)) {
      assertTrue(near(offsets(edge, 1), edge) > ROUNDS / 2, "edge " + edge);
    }
  }

  @Test
  void theSameSeedDrawsTheSameOffsets() {
    assertEquals(offsets(1_300, 5), offsets(1_300, 5));
  }

  @Test
  void allAreWithinTheRange() {
    assertTrue(offsets(1_300, 2).stream().allMatch(o -> o >= 0 && o <= 4_000));
  }
}
