package pgconform.run;

import java.time.Duration;
import pgconform.exchange.CaseResult;

/**
 * Limits the time that a run spends on failing cases to the time that all planned cases would take
 * if they passed, plus half a minute for each job. A run therefore takes at most about twice its
 * usual time, whatever the target does.
 */
final class FailureTimeBudget {
  private static final Duration BESIDES = Duration.ofSeconds(30);

  private final long besides;
  private long planned;
  private long passed;
  private long passedNanos;
  private long wasted;

  /** Sets the limit of a run with this number of jobs. */
  FailureTimeBudget(int jobs) {
    besides = BESIDES.toNanos() * jobs;
  }

  /** Plans further cases. */
  synchronized void plan(long cases) {
    planned += cases;
  }

  /** Adds a case. */
  synchronized void add(CaseResult result) {
    switch (result.verdict()) {
      case PASS, INFO, LENIENT, UNSUPPORTED -> {
        passed++;
        passedNanos += result.nanos();
      }
      case FAIL, ERROR, BLOCKED, UNDECIDED -> wasted += result.nanos();
    }
  }

  /** Returns whether no further case may begin. */
  synchronized boolean spent() {
    double usual = passed == 0 ? 0 : (double) passedNanos / passed * planned;
    return wasted > usual + besides;
  }
}
