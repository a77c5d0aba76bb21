package pgconform.run;

import java.time.Duration;
import java.util.Optional;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;

/**
 * Decides when a scenario starts no further case. The first failure ends a scenario without tables.
 * A table also shows what works, so a scenario with tables continues, but only for a short time and
 * with a short limit for answers. Several blocked cases end a scenario as well, since each may take
 * a full time limit.
 */
final class StopRule {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /** The number of blocked cases after which a precondition is taken to be impossible. */
  private static final int ENOUGH_BLOCKED = 3;

  private final Deadline budget;
  private final FailureTimeBudget waste;
  private final boolean tables;
  private Optional<Deadline> end = Optional.empty();

  StopRule(Deadline budget, FailureTimeBudget waste, boolean tables) {
    this.budget = budget;
    this.waste = waste;
    this.tables = tables;
  }

  /** Returns whether the scenario starts no further case, given the results so far. */
  boolean stops(CaseSummary summary) {
    return summary.count(Verdict.BLOCKED) >= ENOUGH_BLOCKED || stops(summary.worst());
  }

  /**
   * Returns whether the scenario starts no further case, given the worst verdict so far, if no case
   * is blocked.
   */
  boolean stops(Verdict worst) {
    if (worst == Verdict.FAIL && tables && end.isEmpty()) {
      end = Optional.of(Deadline.in(AFTER_FAILURE).orEarlier(budget));
    }
    return end.orElse(budget).passed()
        || waste.spent()
        || worst == Verdict.ERROR
        || (worst == Verdict.FAIL && !tables);
  }

  /** Returns the target for the next case. */
  Subject subject(Subject target) {
    return end.isEmpty() ? target : target.withLimit(AFTER_FAILURE.dividedBy(10));
  }
}
