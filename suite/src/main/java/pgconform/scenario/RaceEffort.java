package pgconform.scenario;

/** How many rounds races have, compared with what their scenarios say. */
public enum RaceEffort {
  /** A tenth: does the race take place at all. */
  TENTH(1, 10, 1),
  /** As many as scenarios say. */
  WHOLE(1, 1, 1),
  /** 50 times as many, and enough for a bound of 0.03 % on what is never seen. */
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
   * The number of rounds, at least one.
   *
   * @param rounds what a scenario says
   */
  public int of(int rounds) {
    return Math.max(least, (rounds * times + parts - 1) / parts);
  }
}
