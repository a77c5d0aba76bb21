package pgconform.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Evidence;
import pgconform.exchange.Exchange;
import pgconform.exchange.Expected;
import pgconform.exchange.Sampling;
import pgconform.exchange.Subject;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.TargetMonitor;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.scenario.Bug;
import pgconform.scenario.Reduction;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;

/** Runs the cases of one scenario against one target and combines them into one result. */
final class ScenarioRun {
  private static final int AT_ONCE = 5;

  /** The maximum number of cases of a race, which share its rounds. */
  private static final int RACES = 20;

  private final Scenario scenario;
  private final Subject subject;
  private final RunContext context;
  private final Options options;
  private final String target;
  private final int tries;
  private final TargetMonitor watch;
  private Optional<Found> found = Optional.empty();

  /** A case that fails, as it was drawn. */
  private record Found(Cases.Candidate candidate, CaseResult result) {}

  /**
   * Creates a run of one scenario.
   *
   * @param target the name of the target on a command line
   * @param tries the maximum number of cases
   * @param watch monitors the target in the meantime
   */
  ScenarioRun(
      Scenario scenario,
      Subject subject,
      RunContext context,
      String target,
      int tries,
      TargetMonitor watch) {
    this.scenario = scenario;
    this.subject = subject;
    this.context = context;
    this.options = context.options();
    this.target = target;
    this.tries = tries;
    this.watch = watch;
  }

  /**
   * Runs the cases.
   *
   * @param alone whether nothing else is running, so that the case that just ended has caused any
   *     damage to the target
   */
  Result run(boolean alone) {
    MissingCapabilities missing = new MissingCapabilities(scenario, subject, options);
    return missing
        .why()
        .map(
            why ->
                Result.notRun(scenario, subject.name(), Verdict.UNSUPPORTED, why)
                    .without(missing.capabilities()))
        .orElseGet(() -> run(cases(), alone));
  }

  /** Returns the result if the target was damaged while this and other scenarios were running. */
  Result suspected(Result result, TargetFailure damage) {
    return convicted(result, damage.perhaps());
  }

  /** Returns the result if the target was damaged while nothing else was running. */
  Result convicted(Result result, TargetFailure damage) {
    Transcript transcript =
        result.failure().map(Result.Failure::transcript).orElseGet(Transcript::none);
    Case values = new Case(Map.of());
    return result.harmed(
        failure(scenario, values, values, harm(damage), transcript, Repetitions.ONE));
  }

  private Evidence harm(TargetFailure damage) {
    return new Evidence(scenario.place(), "bystander", Expected.Other.UNHARMED, damage);
  }

  private Cases.Plan cases() {
    VariableBounds space = subject.space(scenario.needs());
    return options
        .onlyCase(scenario)
        .map(values -> new Cases.Plan(List.of(Cases.parse(scenario, values)), false))
        .orElseGet(
            () ->
                Cases.plan(
                    scenario,
                    space,
                    options.seed(),
                    scenario.races() ? Math.min(tries, RACES) : tries));
  }

  private Result run(Cases.Plan cases, boolean alone) {
    long start = System.nanoTime();
    CaseSummary summary = new CaseSummary();
    Times.Collector times = new Times.Collector(scenario);
    Race.Collector races = new Race.Collector();
    StopRule rule = new StopRule(context.budget(), context.waste(), !scenario.matrix().isEmpty());
    Optional<Result.Failure> failure = Optional.empty();
    Optional<Result.Failure> harm = Optional.empty();
    Iterator<CaseResult> results = results(cases.cases(), rule);
    for (Cases.Candidate candidate : cases.cases()) {
      if (rule.stops(summary)) {
        break;
      }
      long begun = System.nanoTime();
      CaseResult result = results.next();
      context.tally().add(result);
      context.waste().add(result);
      times.add(candidate.value(), result);
      races.add(result.races());
      Optional<TargetFailure> damage =
          alone ? watch.look(System.nanoTime()) : damage(result, begun);
      if (damage.isPresent()) {
        harm =
            Optional.of(
                failure(
                    scenario,
                    candidate.value(),
                    candidate.value(),
                    harm(damage.get()),
                    result.transcript(),
                    Repetitions.ONE));
        summary.add(candidate.value(), result);
        break;
      }
      if (summary.add(candidate.value(), result) && result.evidence().isPresent()) {
        failure = Optional.of(found(candidate, result));
      }
    }
    Result result =
        new Result(
                scenario,
                subject.name(),
                summary.verdict(),
                failure.map(Result.Failure::message).orElseGet(summary::message),
                new Result.Cases(
                    summary.size(),
                    cases.all() && summary.size() == cases.cases().size(),
                    summary.count(Verdict.UNDECIDED),
                    System.nanoTime() - start),
                summary.explaining(),
                Matrix.of(scenario, summary.ran()),
                failure)
            .obstructed(summary.obstacle().map(this::obstacle))
            .timed(times.times())
            .raced(races.races());
    // If others are running, the cause of the damage is not known here.
    return alone && harm.isPresent() ? result.harmed(harm.get()) : result;
  }

  private Result.Obstacle obstacle(CaseResult blocked) {
    return new Result.Obstacle(
        CauseFacts.of(scenario, blocked.obstacle().orElseThrow(), blocked.transcript().entries()),
        false);
  }

  /** Returns the damage to the target by the end of a case. */
  private Optional<TargetFailure> damage(CaseResult result, long begun) {
    return switch (result.verdict()) {
      case FAIL, LENIENT, ERROR, BLOCKED, UNDECIDED -> watch.look(begun);
      case PASS, INFO, UNSUPPORTED -> watch.glance();
    };
  }

  /** Returns the results of the cases; a case runs when its result is requested. */
  private Iterator<CaseResult> results(List<Cases.Candidate> cases, StopRule rule) {
    boolean limited = subject.reached().filter(s -> s.room().isLimited()).isPresent();
    return scenario.patient() && !limited
        ? atOnce(cases)
        : cases.stream().map(c -> run(c.value(), rule, sampling(cases.size()))).iterator();
  }

  private Sampling sampling(int cases) {
    return new Sampling(
        options.effort().races(), cases, options.effort().roundsTime(), options.seed());
  }

  private CaseResult run(Case values, StopRule rule, Sampling sampling) {
    Subject server = context.limits().of(rule.subject(subject));
    CaseResult result = watch.judged(new Exchange(scenario, server, sampling).run(values));
    context.limits().add(result, subject);
    return result;
  }

  /** Runs cases in parallel that only wait for the same time limit of the server. */
  private Iterator<CaseResult> atOnce(List<Cases.Candidate> cases) {
    Exchange exchange = new Exchange(scenario, subject);
    try (Jobs jobs = new Jobs(AT_ONCE)) {
      List<Future<CaseResult>> futures =
          cases.stream()
              .<Future<CaseResult>>map(
                  c -> jobs.submit(() -> watch.judged(exchange.run(c.value()))))
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

  private Result.Failure found(Cases.Candidate candidate, CaseResult result) {
    found = Optional.of(new Found(candidate, result));
    return failure(
        scenario,
        candidate.value(),
        candidate.value(),
        result.evidence().orElseThrow(),
        result.transcript(),
        result.races().stream()
            .flatMap(race -> race.repeated().stream())
            .findFirst()
            .map(again -> Repetitions.of(1 + again.violations(), 1 + again.rounds()))
            .orElse(Repetitions.ONE));
  }

  /**
   * Returns the result of this run with the simplest case that fails in the same way.
   *
   * @param alone monitors the target if nothing else is running; damage to the target then becomes
   *     the result
   */
  Result shrunk(Result result, Optional<TargetMonitor> alone) {
    // A race has repeated the round itself, and its rate would be different with fewer steps.
    boolean asItIs = scenario.races() || !options.shrink();
    if (found.isEmpty() || asItIs || result.harm().isPresent()) {
      return result;
    }
    Shrinking.Smallest smallest =
        new Shrinking(scenario, found.get().candidate, found.get().result, subject, context, alone)
            .shrink();
    if (smallest.harm().isPresent()) {
      Shrinking.Harm harm = smallest.harm().get();
      return result.harmed(
          failure(
              harm.scenario(),
              harm.values(),
              found.get().candidate.value(),
              harm(harm.damage()),
              harm.result().transcript(),
              Repetitions.ONE));
    }
    if (!smallest.confirmed()) {
      return result.undecided(
          "an answer exceeded the shortened time limit, but arrived within the full one");
    }
    return result.shrunk(
        failure(
            smallest.scenario(),
            smallest.values(),
            found.get().candidate.value(),
            smallest.result().evidence().orElseThrow(),
            smallest.result().transcript(),
            smallest.repeated()));
  }

  private Result.Failure failure(
      Scenario smallest,
      Case values,
      Case first,
      Evidence evidence,
      Transcript transcript,
      Repetitions repeated) {
    String written = values.toString();
    return new Result.Failure(
        written,
        first.toString(),
        evidence,
        CauseFacts.of(scenario, evidence, transcript.entries()),
        CauseFacts.aptness(scenario, evidence, transcript.entries()),
        scenario.bugs().stream()
            .filter(bug -> bug.isIn(subject.postgresql()))
            .map(Bug::name)
            .toList(),
        context.tally().kept(transcript),
        repeated,
        Reduction.file(smallest, written),
        reproduce(written));
  }

  private List<String> reproduce(String values) {
    List<String> command = new ArrayList<>(List.of(options.command()));
    if (options.file().isPresent()) {
      command.addAll(List.of("replay", options.file().get().toString()));
      if (scenario.role() != Role.CLIENT) {
        command.add(target);
      }
    } else {
      command.addAll(
          switch (scenario.role()) {
            case SERVER -> List.of("run", target);
            case CLIENT -> List.of("client");
            case PROXY -> List.of("proxy", target);
          });
      command.addAll(List.of("--scenario", scenario.id()));
    }
    command.addAll(List.of("--seed", Long.toString(options.seed())));
    command.addAll(options.further());
    if (!values.isEmpty()) {
      command.addAll(List.of("--case", values));
    }
    if (scenario.role() == Role.CLIENT) {
      // Anything after a double dash belongs to the client's own command.
      command.addAll(List.of(target.split(" ")));
    }
    return command;
  }
}
