package pgconform.exchange;

import java.time.Duration;
import pgconform.scenario.RaceEffort;

/**
 * The number of rounds of races.
 *
 * @param effort how many of the rounds in scenarios are run, for all cases together
 * @param cases the number of cases that share them
 * @param most how long the rounds of all cases may take together; rounds beyond that are left out
 * @param seed the seed that draws the same offsets again, as far as outcomes allow
 */
public record Sampling(RaceEffort effort, int cases, Duration most, long seed) {
  /** As many rounds as scenarios ask for, in one case. */
  public static final Sampling USUAL = new Sampling(RaceEffort.WHOLE, 1, Duration.ofMinutes(1), 0);

  /** Returns the number of rounds of one case, at least one. */
  int rounds(int all) {
    return (effort.of(all) + cases - 1) / cases;
  }

  /** Returns how long the rounds of one case may take. */
  Duration time() {
    return most.dividedBy(cases);
  }
}
