package pgconform.scenario;

/** The number of rounds of races, compared with the number in their scenarios. */
public enum RaceEffort {
  /** A tenth of the rounds, to see whether the race takes place at all. */
  TENTH(1, 10, 1),
  /** As many rounds as scenarios ask for. */
  WHOLE(1, 1, 1),
  /** 50 times as many, and enough for a limit of 0.03 % on outcomes that are never seen. */
  DEEP(50, 1, 10_000);

  private final int times;
  private final int parts;
  private final int least;

  RaceEffort(int times, int parts, int least) {
    this.times = times;
    this.parts = parts;
    this.least = least;
  }

  /**
   * Returns the number of rounds, at least one.
   *
   * @param rounds the number in a scenario
   */
  public int of(int rounds) {
    return Math.max(least, (rounds * times + parts - 1) / parts);
  }
}
