package pgconform.run;

import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;

/**
 * The number of runs of a case, and their results.
 *
 * @param failed the number of {@code runs} in which it failed in the reported way
 * @param otherwise the number in which it failed in another way
 * @param unjudged the number in which it could not be judged, for example because the machine was
 *     too busy
 */
public record Repetitions(int failed, int runs, int otherwise, int unjudged) {
  /** A case that has failed in its only run. */
  static final Repetitions ONE = of(1, 1);

  /** Returns the counts of runs that have failed in one way, or have not failed. */
  public static Repetitions of(int failed, int runs) {
    return new Repetitions(failed, runs, 0, 0);
  }

  /**
   * Returns the counts with another run.
   *
   * @param same whether it failed in the reported way
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

  /** Returns whether it has failed each time. */
  boolean always() {
    return failed == runs;
  }
}
