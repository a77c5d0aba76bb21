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

  /** Draws these numbers. */
  private static Random drawing(double... numbers) {
    return new Random(0) {
      private static final long serialVersionUID = 1L;
      private int drawn;

      @Override
      public double nextDouble() {
        return numbers[drawn++];
      }
    };
  }

  /** The offset after three rounds that sweep, where outcomes differ at 2.6 ms alone. */
  private static Duration fourth(double... drawn) {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, 10, false, drawing(drawn));
    for (int i = 0; i < 3; i++) {
      explorer.next();
      explorer.saw("completed");
    }
    explorer.saw(Duration.ofNanos(2_600_000).toNanos(), "canceled");
    explorer.saw(Duration.ofNanos(2_600_000).toNanos(), "completed");
    return explorer.next();
  }

  @Test
  void theFirstRoundsCoverTheRange() {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, 14, false, drawing());
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      micros.add(explorer.next().toNanos() / 1_000);
    }
    assertEquals(List.of(0L, 2_000L, 1_000L, 3_000L), micros);
  }

  @Test
  void aFifthOfTheLaterRoundsIsAnywhere() {
    assertEquals(Duration.ofMillis(1), fourth(0.19, 0.25));
  }

  @Test
  void theOthersAreInTwoNeighboringPlacesOfWhichOneHasTwoOutcomes() {
    // 2.6 ms is in place 15 of 24, from 2.5 ms; its neighbors are places 14 and 16.
    assertEquals(Duration.ofNanos(4_000_000L * 14 / 24), fourth(0.2, 0, 0));
    assertEquals(Duration.ofMillis(3), fourth(0.2, 0, 2.0));
    assertEquals(Duration.ofNanos(2_500_000), fourth(0.2, 0.99, 0));
  }

  @Test
  void whatIsRoundedUpBeyondAllPlacesIsInTheLastTwo() {
    assertEquals(Duration.ofNanos(4_000_000L * 22 / 24), fourth(0.2, 1, 0));
  }

  @Test
  void whereNoOutcomesDifferTheyAreAnywhereToo() {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, 1, false, drawing(0.5, 0.5, 0.75));
    explorer.next();
    explorer.saw("completed");
    assertEquals(Duration.ofMillis(3), explorer.next());
  }

  @Test
  void anOffsetOutsideTheRangeCountsAtItsEnd() {
    OffsetRange range = new OffsetRange(Duration.ofMillis(2), Duration.ofMillis(4));
    OffsetExplorer explorer = new OffsetExplorer(range, 1, false, drawing(0.5, 0.5, 0));
    assertEquals(Duration.ofMillis(2), explorer.next());
    explorer.saw(Duration.ofMillis(9).toNanos(), "completed");
    explorer.saw(0, "completed");
    explorer.saw(0, "canceled");
    assertEquals(Duration.ofMillis(2), explorer.next());
    assertEquals(Duration.ofMillis(4), explorer.most());
  }

  @Test
  void aRangeIsDoubledFourTimesAtMostAndOnlyAfterEightRoundsThatEndAlike() {
    OffsetExplorer explorer = new OffsetExplorer(RANGE, ROUNDS, true, new Random(1));
    for (int i = 0; i < 7; i++) {
      explorer.next();
      explorer.saw("completed");
    }
    assertEquals(Duration.ofMillis(4), explorer.most());
    for (int i = 7; i < 80; i++) {
      explorer.next();
      explorer.saw("completed");
    }
    assertEquals(Duration.ofMillis(64), explorer.most());
  }

  @Test
  void aRangeWithTwoOutcomesOrOnlyOnePossibleOneStays() {
    for (boolean widens : List.of(true, false)) {
      OffsetExplorer explorer = new OffsetExplorer(RANGE, ROUNDS, widens, new Random(1));
      for (int i = 0; i < 20; i++) {
        explorer.next();
        explorer.saw(widens && i % 2 == 0 ? "canceled" : "completed");
      }
      assertEquals(Duration.ofMillis(4), explorer.most());
    }
  }
}
