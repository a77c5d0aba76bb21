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
 * it answers, the full time limit applies. After one timeout, later waits are shorter, in
 * proportion to the time that other answers take; each distinct failure is confirmed with the full
 * limit.
 */
final class AdaptiveTimeout {
  /** What a busy machine may take for an answer, whatever others took. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** How much longer than nearly all cases an answer may take. */
  private static final int FACTOR = 3;

  private static final int MOST = 1_000;

  private final List<Long> taken = new ArrayList<>();
  private boolean silent;

  /** Learns from a case. */
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

  /** The target as the next case waits for its answers. */
  synchronized Subject of(Subject subject) {
    return silent ? shorter(subject) : subject;
  }

  /** The target where a silence only has to be seen once more. */
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
