package pgconform.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.Actual;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.Subject;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.TargetMonitor;
import pgconform.link.Deadline;
import pgconform.property.Case;
import pgconform.property.Cases;
import pgconform.scenario.Reduction;
import pgconform.scenario.Scenario;

/**
 * Finds the simplest exchange that fails in the same way against the live target. It tries simpler
 * values of the variables, then fewer sessions and steps, then the values once more. A failure that
 * shows only sometimes gets several attempts before a simpler exchange is given up.
 */
final class Shrinking {
  private static final Duration BUDGET = Duration.ofSeconds(20);
  private static final Duration LEAST_LIMIT = Duration.ofMillis(500);
  private static final int REPETITIONS = 3;
  private static final int CANDIDATES = 40;

  private final Subject whole;
  private final Subject subject;
  private final RunCounters tally;
  private final Deadline deadline;
  private final CaseResult first;
  private final Optional<TargetMonitor> watch;
  private Scenario scenario;
  private Cases.Candidate candidate;
  private CaseResult smallest;
  private Repetitions repeated = Repetitions.ONE;
  private Optional<Harm> harm = Optional.empty();

  /**
   * @param watch monitors the target if nothing else is running, so that the case that just ended
   *     has caused any damage
   */
  Shrinking(
      Scenario scenario,
      Cases.Candidate found,
      CaseResult first,
      Subject subject,
      RunContext context,
      Optional<TargetMonitor> watch) {
    this.watch = watch;
    this.scenario = scenario;
    this.candidate = found;
    this.first = first;
    this.smallest = first;
    this.whole = subject;
    this.subject = limited(first, context.limits().shorter(subject));
    this.tally = context.tally();
    this.deadline = Deadline.in(BUDGET).orEarlier(context.budget());
  }

  /** Shortens the time limit if the failure was immediate: a simpler case must fail as fast. */
  private static Subject limited(CaseResult first, Subject subject) {
    Duration enough = LEAST_LIMIT.plusNanos(20 * first.nanos());
    return enough.compareTo(subject.limit()) < 0 ? subject.withLimit(enough) : subject;
  }

  /**
   * The simplest exchange that fails.
   *
   * @param result how it failed
   * @param repeated how often the first case failed
   * @param confirmed whether a silence was confirmed with the whole time limit
   * @param harm the exchange that damaged the target, which ends the search
   */
  record Smallest(
      Scenario scenario,
      Case values,
      CaseResult result,
      Repetitions repeated,
      boolean confirmed,
      Optional<Harm> harm) {}

  /** An exchange after which the target was damaged. */
  record Harm(Scenario scenario, Case values, CaseResult result, TargetFailure damage) {}

  Smallest shrink() {
    if (isSilence() && first.nanos() < whole.limit().toNanos()) {
      repeat(whole);
      if (repeated.failed() == 1) {
        return new Smallest(scenario, candidate.value(), smallest, repeated, false, harm);
      }
    }
    while (repeated.runs() < REPETITIONS && !over()) {
      repeat(subject);
    }
    // A failure this rare needs this number of attempts to occur again.
    int tries = repeated.always() ? 1 : 2 * REPETITIONS;
    values(tries);
    steps(tries);
    values(tries);
    return new Smallest(scenario, candidate.value(), smallest, repeated, true, harm);
  }

  /** Runs the first case again. */
  private void repeat(Subject with) {
    CaseResult result = run(scenario, candidate.value(), with);
    repeated = repeated.and(result, same(result));
  }

  private void values(int tries) {
    boolean simpler = true;
    while (simpler && !over()) {
      simpler = false;
      for (Cases.Candidate next : candidate.simpler(CANDIDATES)) {
        if (fails(scenario, next.value(), tries)) {
          candidate = next;
          simpler = true;
          break;
        }
      }
    }
  }

  private void steps(int tries) {
    Optional<Scenario> cut = first.evidence().flatMap(e -> Reduction.upTo(scenario, e.place()));
    if (cut.isPresent() && fails(cut.get(), candidate.value(), tries)) {
      scenario = cut.get();
    }
    boolean simpler = true;
    while (simpler && !over()) {
      simpler = false;
      for (Scenario next : simpler()) {
        if (fails(next, candidate.value(), tries)) {
          scenario = next;
          simpler = true;
          break;
        }
      }
    }
  }

  private List<Scenario> simpler() {
    // Removing almost any step leads to silence: then only bystanders may be removed.
    return isSilence()
        ? Reduction.withoutBystanders(scenario, first.evidence().orElseThrow().connection())
        : Reduction.simpler(scenario, CANDIDATES);
  }

  private boolean over() {
    return deadline.passed() || harm.isPresent();
  }

  private boolean isSilence() {
    return first.evidence().filter(e -> e.came() instanceof Actual.Nothing).isPresent();
  }

  private boolean fails(Scenario changed, Case values, int tries) {
    for (int i = 0; i < tries && !over(); i++) {
      CaseResult result = run(changed, values, subject);
      if (same(result)) {
        smallest = result;
        return true;
      }
    }
    return false;
  }

  private boolean same(CaseResult result) {
    return result.verdict() == first.verdict()
        && result.evidence().isPresent() == first.evidence().isPresent()
        && result.evidence().map(e -> e.isLike(first.evidence().get())).orElse(true);
  }

  private CaseResult run(Scenario changed, Case values, Subject server) {
    long begun = System.nanoTime();
    CaseResult result = new Exchange(changed, server).run(values);
    tally.add(result);
    if (harm.isEmpty()) {
      harm =
          watch
              .flatMap(each -> each.look(begun))
              .map(damage -> new Harm(changed, values, result, damage));
    }
    return result;
  }
}
