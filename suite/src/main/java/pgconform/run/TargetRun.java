package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import pgconform.exchange.Verdict;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;

/** Judges an open target by one requirement or by many at the same time. */
public final class TargetRun {
  private static final Comparator<Result> BY_ID = Comparator.comparing(r -> r.scenario().id());

  private final ProbedTarget target;
  private final TargetSpec spec;
  private final TargetInfo info;
  private final RunContext context;
  private final InterruptibleResults judgements;

  TargetRun(ProbedTarget target, TargetSpec spec, RunContext context) {
    this.target = target;
    this.spec = spec;
    this.info = TargetInfo.of(spec, target);
    this.context = context.forTarget();
    this.judgements = new InterruptibleResults(context.interruption());
  }

  /** Returns what is known about the target. */
  public TargetInfo info() {
    return info;
  }

  /**
   * Judges the target by the planned requirements, and then by those that explain blocked results,
   * if there are any; the results are in the order of their ids. If the run is interrupted, this
   * method returns at once, even if a case is being repeated or the target is being started again.
   */
  List<Result> judge(RunPlan.Target planned) throws InterruptedException {
    try (Jobs beside = new Jobs(1)) {
      return context
          .interruption()
          .orEnd(beside.submit(() -> judgedAndExplained(planned)))
          .orElseGet(() -> judgements.untilTheEnd(planned, info.name(), context.events()));
    } catch (ExecutionException e) {
      throw Jobs.rethrown(e);
    }
  }

  private List<Result> judgedAndExplained(RunPlan.Target planned) throws InterruptedException {
    List<Result> results = new ArrayList<>(judge(planned.requirements()));
    if (planned.explaining().isEmpty() || context.interruption().asked()) {
      return results;
    }
    Set<String> wanted = BlockedResults.explaining(results);
    results.addAll(
        judge(
            planned.explaining().get().stream()
                .filter(requirement -> wanted.contains(requirement.scenario().id()))
                .toList()));
    results.sort(BY_ID);
    return BlockedResults.explained(results);
  }

  /**
   * Judges the target by requirements; the results are in the order of their ids. Blocked results
   * are not explained. A time budget is spent on the simplest case of each requirement first, and
   * then on the others. If the run is interrupted, only the results that came before are returned.
   */
  public List<Result> judge(List<RunPlan.Requirement> requirements) throws InterruptedException {
    int tries = context.options().tries();
    if (tries == 1 || !context.options().hasBudget()) {
      return judge(requirements, tries, context, this::finished);
    }
    Map<String, Result> simplest = new HashMap<>();
    for (Result result : judge(requirements, 1, context.silent(), this::simplest)) {
      simplest.put(result.scenario().id(), result);
    }
    return judge(
        requirements,
        tries,
        context,
        (requirement, later) ->
            finished(requirement, broader(simplest.get(requirement.scenario().id()), later)));
  }

  /** Returns the result of more cases; a failure in the first case is kept. */
  private static Result broader(Result first, Result later) {
    boolean broken = first.verdict() == Verdict.FAIL && later.verdict() != Verdict.FAIL;
    return broken || later.cases().count() < first.cases().count() ? first : later;
  }

  private List<Result> judge(
      List<RunPlan.Requirement> requirements,
      int tries,
      RunContext told,
      BiFunction<RunPlan.Requirement, Result, Result> finished)
      throws InterruptedException {
    List<Result> results =
        new Round(target, spec.commandLine(), told, tries, finished).judge(requirements);
    // A simplified case may show less than the original one.
    return results.stream().map(result -> context.expectations().judge(result, info)).toList();
  }

  /** Notes a result that more cases may change; it counts if the run ends before that. */
  private Result simplest(RunPlan.Requirement requirement, Result result) {
    Result judged = context.expectations().judge(result, info);
    context.events().quietly(() -> judgements.add(requirement, judged));
    return judged;
  }

  private Result finished(RunPlan.Requirement requirement, Result result) {
    Result judged = context.expectations().judge(result, info);
    context
        .events()
        .quietly(
            () -> {
              if (judgements.add(requirement, judged)) {
                context.events().tell(l -> l.requirementFinished(requirement, judged));
              }
            });
    return judged;
  }
}
