package pgconform.run;

import java.time.Duration;
import java.util.Locale;
import pgconform.scenario.RaceEffort;

/** How many cases of each scenario a run draws. */
public enum Effort {
  /** Only the simplest case: does it work at all. */
  SMOKE(1, RaceEffort.TENTH, Duration.ofSeconds(2)),
  /** For every commit. */
  DEFAULT(4, RaceEffort.WHOLE, Duration.ofSeconds(8)),
  /** For every night: a hundred times as many as for a commit. */
  DEEP(400, RaceEffort.DEEP, Duration.ofMinutes(10));

  private final int tries;
  private final RaceEffort races;
  private final Duration time;

  Effort(int tries, RaceEffort races, Duration time) {
    this.tries = tries;
    this.races = races;
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

  /** The number of rounds of races. */
  public RaceEffort races() {
    return races;
  }

  /** How long the rounds of one requirement may take. */
  public Duration roundsTime() {
    return time;
  }
}
