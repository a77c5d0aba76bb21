package pgconform.exchange;

/** Computes exact tails of binomial distributions. */
public final class Binomial {
  private static final int HALVINGS = 50;

  private Binomial() {}

  /** Returns the probability of {@code least} or more successes in {@code n} independent trials. */
  static double atLeast(int least, int n, double probability) {
    double sum = 0;
    double log = n * Math.log(probability);
    for (int k = n; k >= Math.max(0, least); k--) {
      sum += Math.exp(log);
      log += fewer(k, n, probability);
    }
    return Math.min(1, sum);
  }

  /**
   * Returns the lowest success probability at which this many successes or more are likelier than
   * the level.
   */
  public static double lowest(int successes, int n, double level) {
    double from = 0;
    double upTo = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + upTo) / 2;
      if (atLeast(successes, n, middle) > level) {
        upTo = middle;
      } else {
        from = middle;
      }
    }
    return from;
  }

  /**
   * Returns the highest success probability at which this many successes or fewer are likelier than
   * the level.
   */
  public static double highest(int successes, int n, double level) {
    return 1 - lowest(n - successes, n, level);
  }

  /** Computes the probability of k - 1 successes from that of k, both as logarithms. */
  private static double fewer(int k, int n, double probability) {
    return Math.log(k * (1 - probability) / ((n - k + 1) * probability));
  }

  /**
   * Returns the smallest number of successes that is reached with at most this probability; {@code
   * n + 1} if even {@code n} successes are likelier.
   */
  static int critical(int n, double probability, double level) {
    double sum = 0;
    double log = n * Math.log(probability);
    int k = n;
    while (k >= 0) {
      sum += Math.exp(log);
      if (sum > level) {
        break;
      }
      log += fewer(k, n, probability);
      k--;
    }
    return k + 1;
  }
}
