package pgconform.run;

import java.time.Duration;
import java.util.Locale;
import pgconform.scenario.RaceEffort;

/** The number of cases of each scenario that a run draws. */
public enum Effort {
  /** Runs only the simplest case, to see whether it works at all. */
  SMOKE(1, RaceEffort.TENTH, Duration.ofSeconds(2)),
  /** Runs a number of cases that suits every commit. */
  DEFAULT(4, RaceEffort.WHOLE, Duration.ofSeconds(8)),
  /** Runs a hundred times as many cases as for a commit, to be used every night. */
  DEEP(400, RaceEffort.DEEP, Duration.ofMinutes(20));

  private final int tries;
  private final RaceEffort races;
  private final Duration time;

  Effort(int tries, RaceEffort races, Duration time) {
    this.tries = tries;
    this.races = races;
    this.time = time;
  }

  /** Returns the word used in options and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the maximum number of cases. */
  public int tries() {
    return tries;
  }

  /** Returns the number of rounds of races. */
  public RaceEffort races() {
    return races;
  }

  /** Returns how long the rounds of one requirement may take. */
  public Duration roundsTime() {
    return time;
  }
}
