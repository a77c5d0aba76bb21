package pgconform.run;

import java.time.Duration;
import pgconform.exchange.CaseResult;

/**
 * Bounds the time that a run spends on cases that are not as required: they may take as much as all
 * planned cases take where they pass, and half a minute for each job besides. So a run takes at
 * most twice its usual time, whatever the target does.
 */
final class Waste {
  private static final Duration BESIDES = Duration.ofSeconds(30);

  private final long besides;
  private long planned;
  private long passed;
  private long passedNanos;
  private long wasted;

  /** The bound of a run with so many jobs. */
  Waste(int jobs) {
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

  /** Whether no further case may begin. */
  synchronized boolean spent() {
    double usual = passed == 0 ? 0 : (double) passedNanos / passed * planned;
    return wasted > usual + besides;
  }
}
