package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import pgconform.exchange.RaceCounts;
import pgconform.scenario.OffsetRange;
import pgconform.scenario.RoundsStep;

/**
 * The results of the rounds of a race in all cases of a scenario.
 *
 * @param rounds the number of rounds, without repetitions of a violation, as in all other counts
 * @param violations the number of rounds in which the requirement was broken
 * @param outcomes the number of rounds with each outcome, the most frequent first; a round without
 *     a named outcome has an empty one
 * @param offsets the number of rounds with each outcome, by the value of {@code $offset}; empty if
 *     there is no offset
 * @param window the offsets at which rounds do not all have the same outcome; empty if they do
 * @param repeated the results of repetitions at the offset of the first violation
 */
public record Race(
    int rounds,
    int violations,
    Map<String, Integer> outcomes,
    List<Offsets> offsets,
    Optional<Window> window,
    Optional<RaceCounts.Repeated> repeated) {
  private static final int PLACES = 24;

  /**
   * The rounds at neighboring offsets, in nanoseconds.
   *
   * @param outcomes the number of rounds with each outcome
   */
  public record Offsets(long from, long upTo, Map<String, Integer> outcomes) {}

  /**
   * Offsets in nanoseconds: up to the first one all rounds had the same outcome, and from the
   * second one on all had the same outcome.
   */
  public record Window(long from, long upTo) {}

  /** Collects the rounds of the cases of a scenario, whose races are in the same order. */
  static final class Collector {
    private final Map<RoundsStep, List<RaceCounts>> counts = new LinkedHashMap<>();

    void add(List<RaceCounts> races) {
      races.forEach(race -> counts.computeIfAbsent(race.step(), s -> new ArrayList<>()).add(race));
    }

    /** Returns the races that had a round. */
    List<Race> races() {
      return counts.entrySet().stream()
          .map(e -> of(e.getKey(), e.getValue()))
          .filter(race -> race.rounds() > 0)
          .toList();
    }
  }

  private static Race of(RoundsStep step, List<RaceCounts> counts) {
    List<RaceCounts.Round> rounds = counts.stream().flatMap(c -> c.rounds().stream()).toList();
    return new Race(
        rounds.size(),
        counts.stream().mapToInt(RaceCounts::violations).sum(),
        frequentFirst(rounds),
        step.offset().map(range -> offsets(range, rounds)).orElse(List.of()),
        step.offset().flatMap(range -> window(rounds)),
        counts.stream().flatMap(c -> c.repeated().stream()).findFirst());
  }

  private static Map<String, Integer> frequentFirst(List<RaceCounts.Round> rounds) {
    Map<String, Integer> counts = new TreeMap<>();
    rounds.forEach(round -> counts.merge(round.outcome(), 1, Integer::sum));
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static List<Offsets> offsets(OffsetRange range, List<RaceCounts.Round> rounds) {
    long least = range.least().toNanos();
    // Some cases may have doubled the range; the few rounds far away share the last place.
    long[] sorted = rounds.stream().mapToLong(RaceCounts.Round::offset).sorted().toArray();
    long most = sorted.length == 0 ? least : sorted[sorted.length * 9 / 10];
    long width = Math.max(most, range.most().toNanos()) - least;
    long greatest = sorted.length == 0 ? least : sorted[sorted.length - 1];
    List<Offsets> offsets = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      long from = least + width * i / PLACES;
      long upTo = least + width * (i + 1) / PLACES;
      boolean last = i == PLACES - 1;
      List<RaceCounts.Round> within =
          rounds.stream().filter(r -> r.offset() >= from && (r.offset() < upTo || last)).toList();
      if (!within.isEmpty()) {
        offsets.add(
            new Offsets(from, last ? Math.max(upTo, greatest) : upTo, frequentFirst(within)));
      }
    }
    return offsets;
  }

  private static Optional<Window> window(List<RaceCounts.Round> rounds) {
    List<RaceCounts.Round> sorted =
        rounds.stream().sorted(Comparator.comparingLong(RaceCounts.Round::offset)).toList();
    int first = 0;
    int last = sorted.size() - 1;
    while (first < last && same(sorted, first, first + 1)) {
      first++;
    }
    while (last > first && same(sorted, last, last - 1)) {
      last--;
    }
    return first < last
        ? Optional.of(new Window(sorted.get(first).offset(), sorted.get(last).offset()))
        : Optional.empty();
  }

  private static boolean same(List<RaceCounts.Round> rounds, int one, int other) {
    return rounds.get(one).outcome().equals(rounds.get(other).outcome());
  }
}
