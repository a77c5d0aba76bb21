package pgconform.exchange;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import pgconform.scenario.OffsetRange;

/**
 * Chooses the offsets of rounds: first over the whole range, then mostly where the outcome changes
 * from one offset to the next or varies at the same offset. If all rounds have the same outcome,
 * the range is doubled, because on a slow machine a cancel may take longer than the range is wide.
 */
final class OffsetExplorer {
  private static final int PLACES = 24;

  /** The share of the rounds that first cover the whole range. */
  private static final double SWEEP = 0.3;

  /** The share of the later rounds that still use the whole range. */
  private static final double ANYWHERE = 0.2;

  /** The number of rounds with equal outcomes after which the range is doubled. */
  private static final int ALIKE = 8;

  private static final int DOUBLINGS = 4;

  private final long least;
  private final int sweep;
  private long width;
  private int doublings;
  private final Random random;

  /** How often each outcome was seen in each place. */
  private final List<Map<String, Integer>> seen =
      Stream.<Map<String, Integer>>generate(HashMap::new).limit(PLACES).toList();

  private int drawn;
  private long last;

  /**
   * Creates an explorer.
   *
   * @param rounds the number of rounds for which it draws offsets
   * @param widens whether the range is doubled if the first rounds all have the same outcome
   */
  OffsetExplorer(OffsetRange range, int rounds, boolean widens, Random random) {
    doublings = widens ? 0 : DOUBLINGS;
    least = range.least().toNanos();
    width = range.most().toNanos() - least;
    sweep = Math.max(1, (int) (rounds * SWEEP));
    this.random = random;
  }

  /** Returns the offset of the next round. */
  Duration next() {
    if (drawn < sweep) {
      // Each offset of a van der Corput sequence falls into the widest gap between the previous
      // ones.
      last = least + (long) (width * corput(drawn));
    } else if (random.nextDouble() < ANYWHERE) {
      last = least + (long) (width * random.nextDouble());
    } else {
      last = atEdge();
    }
    drawn++;
    return Duration.ofNanos(last);
  }

  /** Returns the end of the range of offsets. */
  Duration most() {
    return Duration.ofNanos(least + width);
  }

  private void widen() {
    boolean alike = seen.stream().flatMap(place -> place.keySet().stream()).distinct().count() < 2;
    if (alike && drawn >= ALIKE && doublings < DOUBLINGS) {
      doublings++;
      drawn = 0;
      width *= 2;
      seen.forEach(Map::clear);
    }
  }

  /** Notes the outcome of the round with the last offset. */
  void saw(String outcome) {
    saw(last, outcome);
  }

  /** Notes the outcome of a round with this offset. */
  void saw(long offset, String outcome) {
    int place = (int) Math.min(PLACES - 1, (offset - least) * PLACES / width);
    seen.get(Math.max(0, place)).merge(outcome, 1, Integer::sum);
    widen();
  }

  private static double corput(int index) {
    return Integer.toUnsignedLong(Integer.reverse(index)) / (double) (1L << 32);
  }

  /** Draws an offset in two neighboring places, weighted by how much their outcomes differ. */
  private long atEdge() {
    double[] mixed = new double[PLACES - 1];
    double sum = 0;
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = mixed(seen.get(i), seen.get(i + 1));
      sum += mixed[i];
    }
    double at = random.nextDouble() * sum;
    int place = 0;
    while (place < mixed.length - 1 && at >= mixed[place]) {
      at -= mixed[place];
      place++;
    }
    double within = sum == 0 ? PLACES * random.nextDouble() : place + 2 * random.nextDouble();
    return least + (long) (width * within / PLACES);
  }

  /** Returns the probability that two rounds in these places differ. */
  private static double mixed(Map<String, Integer> one, Map<String, Integer> next) {
    Map<String, Integer> both = new HashMap<>(one);
    next.forEach((outcome, count) -> both.merge(outcome, count, Integer::sum));
    double all = both.values().stream().mapToInt(n -> n).sum();
    return all == 0 ? 0 : 1 - both.values().stream().mapToDouble(n -> n / all * (n / all)).sum();
  }
}
