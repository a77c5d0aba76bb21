package pgconform.exchange;

import java.time.Duration;
import pgconform.scenario.RaceEffort;

/**
 * How many rounds races have.
 *
 * @param effort of what scenarios say, for all cases together
 * @param cases that share them
 * @param most how long the rounds of all cases may take together; what is left then is left out
 * @param seed draws the same offsets again, as far as outcomes allow
 */
public record Sampling(RaceEffort effort, int cases, Duration most, long seed) {
  /** As many rounds as scenarios say, in one case. */
  public static final Sampling USUAL = new Sampling(RaceEffort.WHOLE, 1, Duration.ofMinutes(1), 0);

  /** The rounds of one case, at least one. */
  int rounds(int all) {
    return (effort.of(all) + cases - 1) / cases;
  }

  /** How long those may take. */
  Duration time() {
    return most.dividedBy(cases);
  }
}
