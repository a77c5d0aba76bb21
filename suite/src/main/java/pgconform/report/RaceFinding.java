package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pgconform.exchange.Binomial;
import pgconform.run.Race;
import pgconform.scenario.Level;
import pgconform.scenario.RoundsStep;

/**
 * A race, as {@code report.json} contains it.
 *
 * @param rounds the number of its rounds, without repetitions, as in all other counts
 * @param violations the number of its rounds that broke the requirement
 * @param lowest the lower confidence limit of the share of violations, from 0 to 1
 * @param highest the upper confidence limit
 * @param outcomes the number of rounds with each outcome
 * @param offsets the number of rounds with each outcome, by offset; empty if no offset was explored
 * @param windowFromMs the offset up to which all rounds have the same outcome; null if all rounds
 *     do, or without an offset
 * @param windowToMs the offset from which on all rounds have the same outcome
 * @param repeatedAtMs the offset at which a violation was repeated; null if there was none
 * @param repeated the number of repetitions
 * @param again the number of repetitions that were violations, too
 */
@JsonInclude(Include.NON_NULL)
public record RaceFinding(
    int rounds,
    int violations,
    double confidence,
    double lowest,
    double highest,
    List<Share> outcomes,
    List<Place> offsets,
    Double windowFromMs,
    Double windowToMs,
    Double repeatedAtMs,
    Integer repeated,
    Integer again) {
  private static final String UNNAMED = "no named outcome";

  /** Makes texts safe and missing values empty. */
  public RaceFinding {
    outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
    offsets = offsets == null ? List.of() : List.copyOf(offsets);
  }

  /**
   * The number of rounds with an outcome, and the confidence limits of its share, from 0 to 1.
   *
   * @param outcome the names of the outcomes of its steps
   */
  public record Share(String outcome, int rounds, double lowest, double highest) {
    /** Makes texts safe. */
    public Share {
      outcome = SafeText.of(outcome);
    }
  }

  /** The number of rounds with each outcome at neighboring offsets, in milliseconds. */
  public record Place(double fromMs, double toMs, Map<String, Integer> outcomes) {
    /** Makes texts safe and missing values empty. */
    public Place {
      Map<String, Integer> safe = new LinkedHashMap<>();
      if (outcomes != null) {
        outcomes.forEach((outcome, count) -> safe.put(SafeText.of(outcome), count));
      }
      outcomes = safe;
    }
  }

  /** Returns a race as reports show it. */
  public static RaceFinding of(Race race) {
    return new RaceFinding(
        race.rounds(),
        race.violations(),
        RoundsStep.CONFIDENCE,
        lowest(race.violations(), race.rounds()),
        highest(race.violations(), race.rounds()),
        race.outcomes().entrySet().stream()
            .map(
                e ->
                    new Share(
                        name(e.getKey()),
                        e.getValue(),
                        lowest(e.getValue(), race.rounds()),
                        highest(e.getValue(), race.rounds())))
            .toList(),
        race.offsets().stream()
            .map(o -> new Place(millis(o.from()), millis(o.upTo()), named(o.outcomes())))
            .toList(),
        race.window().map(w -> millis(w.from())).orElse(null),
        race.window().map(w -> millis(w.upTo())).orElse(null),
        race.repeated().map(r -> millis(r.offset())).orElse(null),
        race.repeated().map(r -> r.rounds()).orElse(null),
        race.repeated().map(r -> r.violations()).orElse(null));
  }

  private static String name(String outcome) {
    return outcome.isEmpty() ? UNNAMED : outcome;
  }

  private static Map<String, Integer> named(Map<String, Integer> outcomes) {
    Map<String, Integer> named = new LinkedHashMap<>();
    outcomes.forEach((outcome, count) -> named.put(name(outcome), count));
    return named;
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  private static double rounded(double share) {
    return Math.round(share * 1e6) / 1e6;
  }

  private static double lowest(int hits, int rounds) {
    return hits == 0 ? 0 : rounded(Binomial.lowest(hits, rounds, level(hits, rounds)));
  }

  private static double highest(int hits, int rounds) {
    return hits == rounds ? 1 : rounded(Binomial.highest(hits, rounds, level(hits, rounds)));
  }

  /**
   * Returns the level of a limit: if nothing can lie on the other side, the whole remainder is on
   * this side.
   */
  private static double level(int hits, int rounds) {
    double rest = 1 - RoundsStep.CONFIDENCE;
    return hits == 0 || hits == rounds ? rest : rest / 2;
  }

  /**
   * Returns the race in sentences, the most important one first.
   *
   * @param level the level of its requirement; null in older reports
   */
  public List<String> lines(Level level) {
    // Where nobody specifies which outcome is right, the outcomes are what is reported.
    boolean recorded = level == Level.OBSERVE;
    List<String> lines = new ArrayList<>(recorded ? shares() : List.of());
    lines.addAll(violations(recorded ? "a rule of the race" : "the requirement"));
    lines.addAll(recorded ? List.of() : shares());
    if (windowFromMs != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "outcomes change at offsets from %.3f to %.3f ms",
              windowFromMs,
              windowToMs));
    }
    return lines;
  }

  /**
   * Returns how often a round violated something.
   *
   * @param what what it broke
   */
  private List<String> violations(String what) {
    List<String> lines = new ArrayList<>();
    String sure = String.format(Locale.ROOT, "(%.0f %% confidence)", 100 * confidence);
    lines.add(
        violations == 0
            ? "0 of %d rounds broke %s: below %s %% %s"
                .formatted(rounds, what, percent(highest), sure)
            : "%d of %d rounds broke %s: %s to %s %% %s"
                .formatted(violations, rounds, what, percent(lowest), percent(highest), sure));
    if (repeated != null && repeated > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d of %d repetitions at the offset %.2f ms broke %s, too",
              again,
              repeated,
              repeatedAtMs,
              what));
    }
    return lines;
  }

  /** Returns how often each outcome was reached. */
  private List<String> shares() {
    List<String> lines = new ArrayList<>();
    // Where no round has an outcome with a name, there is nothing to count.
    List<Share> counted =
        outcomes.size() == 1 && outcomes.get(0).outcome.equals(UNNAMED) ? List.of() : outcomes;
    for (Share share : counted) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %d of %d rounds, %s to %s %%",
              share.outcome,
              share.rounds,
              rounds,
              percent(share.lowest),
              percent(share.highest)));
    }
    return lines;
  }

  /** Returns a share in percent, with enough digits to distinguish it from 0 and from 1. */
  private static String percent(double share) {
    double percent = 100 * share;
    boolean fine = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
    return String.format(Locale.ROOT, fine ? "%.2f" : percent == 100 ? "%.0f" : "%.1f", percent);
  }
}
