package pgconform.run;

import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;

/**
 * How often a case was run, and what came of it.
 *
 * @param failed in how many of {@code runs} it failed in the way that is reported
 * @param otherwise in how many it failed in another way
 * @param unjudged in how many it could not be judged, such as on a machine that was too busy
 */
public record Repetitions(int failed, int runs, int otherwise, int unjudged) {
  /** A case that has failed in its only run. */
  static final Repetitions ONE = of(1, 1);

  /** Runs that have failed in one way, or have not failed. */
  public static Repetitions of(int failed, int runs) {
    return new Repetitions(failed, runs, 0, 0);
  }

  /**
   * The same with another run.
   *
   * @param same whether it failed in the way that is reported
   */
  Repetitions and(CaseResult result, boolean same) {
    boolean judged =
        switch (result.verdict()) {
          case PASS, INFO, LENIENT, FAIL -> true;
          case UNSUPPORTED, BLOCKED, UNDECIDED, ERROR -> false;
        };
    boolean other = !same && result.verdict() == Verdict.FAIL;
    return new Repetitions(
        failed + (same ? 1 : 0),
        runs + 1,
        otherwise + (other ? 1 : 0),
        unjudged + (same || judged ? 0 : 1));
  }

  /** Whether it has failed each time. */
  boolean always() {
    return failed == runs;
  }
}
