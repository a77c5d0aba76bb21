package pgconform.run;

import java.time.Duration;
import java.util.Optional;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;

/**
 * Decides after which case of a scenario no further one is begun. The first failure ends a scenario
 * without tables. A table also shows what works, so that the others are run as well; but they take
 * no longer than a while, and wait no longer than a moment for an answer.
 */
final class StopRule {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final Deadline budget;
  private final boolean tables;
  private Optional<Deadline> end = Optional.empty();

  StopRule(Deadline budget, boolean tables) {
    this.budget = budget;
    this.tables = tables;
  }

  /** Whether no further case is begun, given the worst verdict so far. */
  boolean stops(Verdict worst) {
    if (worst == Verdict.FAIL && tables && end.isEmpty()) {
      end = Optional.of(Deadline.in(AFTER_FAILURE).orEarlier(budget));
    }
    return end.orElse(budget).passed()
        || worst == Verdict.ERROR
        || (worst == Verdict.FAIL && !tables);
  }

  /** The target as the next case meets it. */
  Subject.Server subject(Subject.Server target) {
    return end.isEmpty() ? target : target.withLimit(AFTER_FAILURE.dividedBy(10));
  }
}
