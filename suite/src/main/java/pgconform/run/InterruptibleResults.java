package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pgconform.exchange.Verdict;

/**
 * The results of a target as they come, for a run that may be interrupted. Guarded by the lock of
 * the events, so that what listeners have learned is what counts.
 */
final class InterruptibleResults {
  private final Map<RunPlan.Requirement, Given> results = new HashMap<>();
  private final Interruption interruption;

  /** A result, and when it came. */
  private record Given(Result result, long nanoTime) {}

  InterruptibleResults(Interruption interruption) {
    this.interruption = interruption;
  }

  /** Adds a result and returns whether it counts; none does that comes after an interruption. */
  boolean add(RunPlan.Requirement requirement, Result result) {
    if (interruption.asked()) {
      return false;
    }
    results.put(requirement, new Given(result, System.nanoTime()));
    return true;
  }

  /**
   * The results of a run that was interrupted, in the order of their ids: those that came before,
   * except for what the interruption may have made. All else that was planned is undecided, except
   * for what would only have explained something.
   */
  List<Result> untilTheEnd(RunPlan.Target planned, String target, Events events) {
    List<Result> all = new ArrayList<>();
    events.quietly(
        () -> {
          planned
              .requirements()
              .forEach(requirement -> all.add(counting(requirement, target, events)));
          planned.explaining().orElse(List.of()).stream()
              .filter(results::containsKey)
              .forEach(requirement -> all.add(counting(requirement, target, events)));
        });
    all.sort(Comparator.comparing(result -> result.scenario().id()));
    return all;
  }

  private Result counting(RunPlan.Requirement requirement, String target, Events events) {
    Given given = results.get(requirement);
    if (given == null) {
      return notJudged(requirement, target);
    } else if (interruption.mayHaveMade(given.result.verdict(), given.nanoTime)) {
      Result none = notJudged(requirement, target);
      events.tell(listener -> listener.requirementFinished(requirement, none));
      return none;
    }
    return given.result;
  }

  /** The results of requirements of which none was judged. */
  static List<Result> none(List<RunPlan.Requirement> requirements, String target) {
    return requirements.stream().map(requirement -> notJudged(requirement, target)).toList();
  }

  private static Result notJudged(RunPlan.Requirement requirement, String target) {
    return Result.notRun(requirement.scenario(), target, Verdict.UNDECIDED, Interruption.MESSAGE);
  }
}
