package pgconform.run;

import java.time.Duration;
import java.util.Locale;

/** How many cases of each scenario a run draws. */
public enum Effort {
  /** Only the simplest case: does it work at all. */
  SMOKE(1, 10, Duration.ofSeconds(2)),
  /** For every commit. */
  DEFAULT(4, 100, Duration.ofSeconds(8)),
  /** For every night: a hundred times as many as for a commit. */
  DEEP(400, 5_000, Duration.ofMinutes(10));

  private final int tries;
  private final int rounds;
  private final Duration time;

  Effort(int tries, int rounds, Duration time) {
    this.tries = tries;
    this.rounds = rounds;
    this.time = time;
  }

  /** The word used in options and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The number of cases, at most. */
  public int tries() {
    return tries;
  }

  /** The number of rounds of races, in percent of what scenarios say. */
  public int rounds() {
    return rounds;
  }

  /** How long the rounds of one requirement may take. */
  public Duration roundsTime() {
    return time;
  }
}
