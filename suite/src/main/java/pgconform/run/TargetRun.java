package pgconform.run;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import pgconform.exchange.Verdict;
import pgconform.scenario.Scenario;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;

/** Judges a target that is open, by one requirement or by many at the same time. */
public final class TargetRun {
  private static final Comparator<Result> BY_ID = Comparator.comparing(r -> r.scenario().id());

  private final OpenTarget target;
  private final TargetSpec spec;
  private final TargetInfo info;
  private final RunContext context;
  private final Judgements judgements;

  TargetRun(OpenTarget target, TargetSpec spec, RunContext context) {
    this.target = target;
    this.spec = spec;
    this.info = TargetInfo.of(spec, target);
    this.context = context;
    this.judgements = new Judgements(context.interruption());
  }

  /** What is known of the target. */
  public TargetInfo info() {
    return info;
  }

  /**
   * Judges the target by what is planned, and then by what explains blocked results, if there are
   * any; the results are in the order of their ids.
   */
  List<Result> judge(Plan.Target planned) throws InterruptedException {
    List<Result> results = new ArrayList<>(judge(planned.requirements()));
    if (context.interruption().asked()) {
      return judgements.untilTheEnd(planned, info.name(), context.events());
    }
    if (planned.explaining().isEmpty()) {
      return results;
    }
    Set<String> wanted = Blocks.explaining(results);
    results.addAll(
        judge(
            planned.explaining().get().stream()
                .filter(requirement -> wanted.contains(requirement.scenario().id()))
                .toList()));
    if (context.interruption().asked()) {
      return judgements.untilTheEnd(planned, info.name(), context.events());
    }
    results.sort(BY_ID);
    return Blocks.explained(results);
  }

  /**
   * Judges the target by requirements; the results are in the order of their ids. What is blocked
   * stays so. If the run is interrupted, they are those that came before.
   */
  public List<Result> judge(List<Plan.Requirement> requirements) throws InterruptedException {
    // The other half is for scenarios that wait, and for other users of the server.
    int jobs = Math.max(1, Math.min(context.options().jobs(), target.room() / 2));
    List<Plan.Requirement> patient = new ArrayList<>();
    List<Plan.Requirement> alone = new ArrayList<>();
    List<Plan.Requirement> others = new ArrayList<>();
    for (Plan.Requirement requirement : requirements) {
      Scenario scenario = requirement.scenario();
      (scenario.alone() ? alone : scenario.patient() ? patient : others).add(requirement);
    }
    List<Result> results = new ArrayList<>();
    // A scenario that waits for a time limit of the server keeps nobody busy: it runs beside the
    // others, where the server has room. One job means one thing at a time.
    int waiting = jobs == 1 ? 0 : Math.min(patient.size(), target.room() - jobs);
    try (Jobs busy = new Jobs(jobs);
        Jobs beside = waiting > 0 ? new Jobs(waiting) : busy) {
      List<CompletableFuture<Result>> futures = submit(beside, patient);
      futures.addAll(submit(busy, others));
      results.addAll(await(futures));
    }
    try (Jobs one = new Jobs(1)) {
      results.addAll(await(submit(one, alone)));
    }
    results.sort(BY_ID);
    return results;
  }

  private List<CompletableFuture<Result>> submit(Jobs jobs, List<Plan.Requirement> requirements) {
    List<CompletableFuture<Result>> futures = new ArrayList<>();
    requirements.forEach(requirement -> futures.add(jobs.submit(() -> judge(requirement))));
    return futures;
  }

  private List<Result> await(List<CompletableFuture<Result>> futures) throws InterruptedException {
    try {
      List<Result> results = new ArrayList<>();
      for (CompletableFuture<Result> future : futures) {
        context.interruption().orEnd(future).ifPresent(results::add);
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scenario ended without a result", e.getCause());
    }
  }

  /** Judges the target by one requirement. */
  public Result judge(Plan.Requirement requirement) {
    context.events().tell(listener -> listener.requirementStarted(requirement));
    Result result = context.expectations().judge(run(requirement.scenario()), info);
    context
        .events()
        .quietly(
            () -> {
              if (judgements.add(requirement, result)) {
                context.events().tell(l -> l.requirementFinished(requirement, result));
              }
            });
    return result;
  }

  private Result run(Scenario scenario) {
    try {
      return new ScenarioRun(scenario, target.subject(), context, spec.displayName()).run();
    } catch (OutOfMemoryError e) {
      return Result.notRun(
          scenario, info.name(), Verdict.ERROR, "the memory of this program did not suffice");
    } catch (UncheckedIOException e) {
      return Result.notRun(scenario, info.name(), Verdict.ERROR, e.getMessage());
    } catch (RuntimeException | Error e) {
      return Result.notRun(scenario, info.name(), Verdict.ERROR, "the suite failed: " + e);
    }
  }
}
