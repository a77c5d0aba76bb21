package pgconform.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.property.Cases;
import pgconform.property.Space;
import pgconform.scenario.Bug;
import pgconform.scenario.Capability;
import pgconform.scenario.Reduction;
import pgconform.scenario.Scenario;

/** Runs the cases of one scenario against one target and combines them into one result. */
final class ScenarioRun {
  private static final int AT_ONCE = 5;

  private final Scenario scenario;
  private final Subject.Server subject;
  private final RunContext context;
  private final Options options;
  private final String target;

  /**
   * A run of one scenario.
   *
   * @param target the name of the target on a command line
   */
  ScenarioRun(Scenario scenario, Subject.Server subject, RunContext context, String target) {
    this.scenario = scenario;
    this.subject = subject;
    this.context = context;
    this.options = context.options();
    this.target = target;
  }

  Result run() {
    return missing()
        .map(why -> Result.notRun(scenario, subject.name(), Verdict.UNSUPPORTED, why))
        .orElseGet(() -> run(cases()));
  }

  private Cases.Plan cases() {
    Space space = new Space(subject.transports(), subject.keySize());
    return options
        .onlyCase(scenario)
        .map(values -> new Cases.Plan(List.of(Cases.parse(scenario, values)), false))
        .orElseGet(() -> Cases.plan(scenario, space, options.seed(), options.tries()));
  }

  private Result run(Cases.Plan cases) {
    long start = System.nanoTime();
    CaseSummary summary = new CaseSummary();
    StopRule rule = new StopRule(context.budget(), !scenario.matrix().isEmpty());
    Optional<Result.Failure> failure = Optional.empty();
    Iterator<CaseResult> results = results(cases.cases(), rule);
    for (Cases.Candidate candidate : cases.cases()) {
      if (rule.stops(summary)) {
        break;
      }
      CaseResult result = results.next();
      context.tally().add(result);
      if (summary.add(candidate.value(), result) && result.evidence().isPresent()) {
        failure = Optional.of(found(candidate, result));
      }
    }
    return new Result(
        scenario,
        subject.name(),
        summary.verdict(),
        failure.map(Result.Failure::message).orElseGet(summary::message),
        summary.size(),
        cases.all() && summary.size() == cases.cases().size(),
        summary.count(Verdict.UNDECIDED),
        System.nanoTime() - start,
        summary.explaining(),
        Matrix.of(scenario, summary.ran()),
        failure,
        GateVerdict.usual(summary.verdict(), false));
  }

  /** The results of the cases; a case runs when its result is requested. */
  private Iterator<CaseResult> results(List<Cases.Candidate> cases, StopRule rule) {
    return scenario.patient()
        ? atOnce(cases)
        : cases.stream()
            .map(c -> new Exchange(scenario, rule.subject(subject)).run(c.value()))
            .iterator();
  }

  /** Cases that only wait for the same time limit of the server wait for it together. */
  private Iterator<CaseResult> atOnce(List<Cases.Candidate> cases) {
    Exchange exchange = new Exchange(scenario, subject);
    try (Jobs jobs = new Jobs(AT_ONCE)) {
      List<Future<CaseResult>> futures =
          cases.stream()
              .<Future<CaseResult>>map(c -> jobs.submit(() -> exchange.run(c.value())))
              .toList();
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

  private Optional<String> missing() {
    if (!scenario.basic() && !subject.capabilities().contains(Capability.ORDINARY_SESSION)) {
      return Optional.of(
          "the target has no ordinary session; see its capabilities and the areas %s"
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
            ? new Shrinking(scenario, candidate, result, subject, context).shrink()
            : new Shrinking.Smallest(scenario, candidate.value(), result, 1, 1);
    String values = smallest.values().toString();
    return new Result.Failure(
        values,
        candidate.value().toString(),
        smallest.result().evidence().orElseThrow(),
        scenario.bugs().stream()
            .filter(bug -> bug.isIn(subject.postgresql()))
            .map(Bug::name)
            .toList(),
        context.tally().kept(smallest.result().transcript()),
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
}
