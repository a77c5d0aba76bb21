package pgconform.exchange;

/**
 * How many rounds races have.
 *
 * @param percent of what scenarios say, for all cases together
 * @param cases that share them
 * @param seed draws the same offsets again, as far as outcomes allow
 */
public record Sampling(int percent, int cases, long seed) {
  /** As many rounds as scenarios say, in one case. */
  public static final Sampling USUAL = new Sampling(100, 1, 0);

  /** The rounds of one case, at least one. */
  int rounds(int all) {
    return (int) Math.max(1, ((long) all * percent + 100L * cases - 1) / (100L * cases));
  }
}
