package pgconform.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Evidence;
import pgconform.exchange.Exchange;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;
import pgconform.property.Cases;
import pgconform.property.Space;
import pgconform.scenario.Bug;
import pgconform.scenario.Capability;
import pgconform.scenario.Reduction;
import pgconform.scenario.Scenario;

/** Runs the cases of one scenario against one target and makes one result of them. */
final class ScenarioRun {
  /** So much longer a scenario with tables goes on when it has failed. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private static final int AT_ONCE = 5;

  private final Scenario scenario;
  private final Subject.Server subject;
  private final Options options;
  private final Deadline budget;
  private final Tally tally;
  private final String target;

  ScenarioRun(
      Scenario scenario,
      Subject.Server subject,
      Options options,
      Deadline budget,
      Tally tally,
      String target) {
    this.scenario = scenario;
    this.subject = subject;
    this.options = options;
    this.budget = budget;
    this.tally = tally;
    this.target = target;
  }

  Result run() {
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      return new Result(
          scenario,
          subject.name(),
          Verdict.UNSUPPORTED,
          missing.get(),
          0,
          false,
          0,
          0,
          List.of(),
          Optional.empty());
    }
    long start = System.nanoTime();
    Space space = new Space(subject.transports(), subject.keySize());
    Cases.Plan plan =
        onlyCase().isPresent()
            ? new Cases.Plan(List.of(Cases.parse(scenario, onlyCase().get())), false)
            : Cases.plan(scenario, space, options.seed(), options.tries());
    Exchange exchange = new Exchange(scenario, subject);
    Verdict worst = Verdict.PASS;
    Set<String> says = new LinkedHashSet<>();
    int run = 0;
    int undecided = 0;
    int unsupported = 0;
    Optional<Result.Failure> failure = Optional.empty();
    List<Matrix.Ran> ran = new ArrayList<>();
    Deadline end = budget;
    boolean lastCases = false;
    Iterator<CaseResult> ahead = scenario.patient() ? atOnce(exchange, plan.cases()) : null;
    for (Cases.Candidate candidate : plan.cases()) {
      if (end.passed()) {
        break;
      }
      CaseResult result = ahead == null ? exchange.run(candidate.value()) : ahead.next();
      tally.add(result);
      run++;
      if (!scenario.matrix().isEmpty()) {
        ran.add(new Matrix.Ran(candidate.value(), result.verdict()));
      }
      says.addAll(result.says());
      if (result.verdict() == Verdict.UNDECIDED) {
        undecided++;
        continue;
      }
      if (result.verdict() == Verdict.UNSUPPORTED) {
        unsupported++;
        continue;
      }
      if (result.verdict().compareTo(worst) > 0) {
        worst = result.verdict();
        if (result.evidence().isPresent()) {
          failure = Optional.of(found(candidate, result));
        }
      }
      boolean broken = worst == Verdict.FAIL;
      if (worst == Verdict.ERROR || (broken && scenario.matrix().isEmpty())) {
        break;
      }
      if (broken && !lastCases) {
        // A table also shows what works; but what is broken must not take for ever.
        lastCases = true;
        end = Deadline.in(AFTER_FAILURE).orEarlier(budget);
        exchange = new Exchange(scenario, subject.withLimit(AFTER_FAILURE.dividedBy(10)));
      }
    }
    // Where others could be judged, the verdict is theirs.
    if (run > 0 && unsupported == run) {
      worst = Verdict.UNSUPPORTED;
    }
    // What most cases left open was not observed often enough.
    if ((worst == Verdict.PASS && undecided * 2 > run - unsupported) || run == 0) {
      worst = Verdict.UNDECIDED;
    }
    return new Result(
        scenario,
        subject.name(),
        worst,
        message(worst, says, run, undecided, failure),
        run,
        plan.all() && run == plan.cases().size(),
        undecided,
        System.nanoTime() - start,
        Matrix.of(scenario, ran),
        failure);
  }

  /** Cases that do nothing but wait for the same time limit wait for it together. */
  private static Iterator<CaseResult> atOnce(Exchange exchange, List<Cases.Candidate> cases) {
    try (Jobs jobs = new Jobs(AT_ONCE)) {
      List<Future<CaseResult>> futures =
          cases.stream().map(c -> jobs.submit(() -> exchange.run(c.value()))).toList();
      List<CaseResult> results = new ArrayList<>();
      for (Future<CaseResult> future : futures) {
        results.add(future.get());
      }
      return results.iterator();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case ended without a result", e.getCause());
    }
  }

  private Optional<String> onlyCase() {
    return options.onlyCase().or(scenario::onlyCase);
  }

  private Optional<String> missing() {
    if (!scenario.basic() && !subject.capabilities().contains(Capability.ORDINARY_SESSION)) {
      return Optional.of(
          "the target has no ordinary session; its capabilities and the areas %s tell more"
              .formatted(String.join(", ", Scenario.BASICS)));
    }
    List<String> missing =
        scenario.needs().stream()
            .filter(need -> !subject.capabilities().contains(need))
            .map(Capability::toString)
            .toList();
    if (!missing.isEmpty()) {
      return Optional.of("the target has no " + String.join(", no ", missing));
    }
    boolean elsewhere =
        scenario.servers().isPresent()
            && subject.postgresql().isPresent()
            && !scenario.servers().get().have(subject.postgresql().get());
    return elsewhere
        ? Optional.of(
            "applies to PostgreSQL %s, not to %s"
                .formatted(scenario.servers().get(), subject.postgresql().get()))
        : Optional.empty();
  }

  private Result.Failure found(Cases.Candidate candidate, CaseResult result) {
    Shrinking.Smallest smallest =
        options.shrink()
            ? new Shrinking(scenario, candidate, result, subject, tally, budget).shrink()
            : new Shrinking.Smallest(scenario, candidate.value(), result, 1, 1);
    Evidence evidence = smallest.result().evidence().orElseThrow();
    String values = smallest.values().toString();
    return new Result.Failure(
        values,
        candidate.value().toString(),
        evidence,
        scenario.bugs().stream()
            .filter(bug -> bug.isIn(subject.postgresql()))
            .map(Bug::name)
            .toList(),
        smallest.result().transcript(),
        smallest.failed(),
        smallest.runs(),
        Reduction.file(smallest.scenario(), values),
        reproduce(values));
  }

  private List<String> reproduce(String values) {
    List<String> command = new ArrayList<>(List.of(options.command()));
    if (options.file().isPresent()) {
      command.addAll(List.of("replay", options.file().get().toString(), target));
    } else {
      command.addAll(List.of("run", target, "--scenario", scenario.id()));
    }
    command.addAll(List.of("--seed", Long.toString(options.seed())));
    command.addAll(options.further());
    if (!values.isEmpty()) {
      command.addAll(List.of("--case", values));
    }
    return command;
  }

  private static String message(
      Verdict verdict, Set<String> says, int run, int undecided, Optional<Result.Failure> failure) {
    if (failure.isPresent()) {
      List<String> defects = failure.get().defects();
      return (defects.isEmpty() ? "" : "known defect %s; ".formatted(String.join(", ", defects)))
          + failure.get().evidence().sentence();
    }
    if (verdict == Verdict.UNDECIDED) {
      return run == 0
          ? "the time budget was spent before"
          : "%d of %d cases told nothing: %s".formatted(undecided, run, String.join("; ", says));
    }
    return says.stream().collect(Collectors.joining("; "));
  }
}
