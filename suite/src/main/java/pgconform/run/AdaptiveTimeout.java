package pgconform.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Evidence;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;

/**
 * Decides how long to wait for an answer, based on how the target has answered so far. As long as
 * the target answers, the full time limit applies. After one timeout, later waits are shorter, in
 * proportion to the time that other answers take; each distinct failure is confirmed with the full
 * limit.
 */
final class AdaptiveTimeout {
  /**
   * The minimum limit: the time that an answer may take on a busy machine, however fast others
   * were.
   */
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** The limit as a multiple of the time that nearly all cases take. */
  private static final int FACTOR = 3;

  private static final int MOST = 1_000;

  private final List<Long> taken = new ArrayList<>();
  private boolean silent;

  /** Takes the times of a case into account. */
  synchronized void add(CaseResult result, Subject subject) {
    if (result.verdict() == Verdict.PASS && taken.size() < MOST) {
      taken.add(result.nanos());
    }
    silent |= isSilence(result) && result.nanos() >= subject.limit().toNanos();
  }

  private static boolean isSilence(CaseResult result) {
    return result.verdict() == Verdict.FAIL
        && result.evidence().map(Evidence::came).filter(came -> came.isSilence()).isPresent();
  }

  /** Returns the target with the time limit for the next case. */
  synchronized Subject of(Subject subject) {
    return silent ? shorter(subject) : subject;
  }

  /** Returns the target with a short limit, which is sufficient to see a silence once more. */
  synchronized Subject shorter(Subject subject) {
    if (taken.isEmpty()) {
      return subject;
    }
    List<Long> sorted = new ArrayList<>(taken);
    Collections.sort(sorted);
    Duration usual = Duration.ofNanos(sorted.get(sorted.size() * 9 / 10)).multipliedBy(FACTOR);
    Duration limit = usual.compareTo(LEAST) > 0 ? usual : LEAST;
    return limit.compareTo(subject.limit()) < 0 ? subject.withLimit(limit) : subject;
  }
}
