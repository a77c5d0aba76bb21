package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pgconform.exchange.Verdict;

/**
 * Collects the results of a target, for a run that may be interrupted. Guarded by the lock of the
 * events, so that the results that listeners have received are the ones that count.
 */
final class InterruptibleResults {
  private final Map<RunPlan.Requirement, Given> results = new HashMap<>();
  private final Interruption interruption;

  /** A result, and the time at which it came. */
  private record Given(Result result, long nanoTime) {}

  InterruptibleResults(Interruption interruption) {
    this.interruption = interruption;
  }

  /** Adds a result and returns whether it counts; results after an interruption do not. */
  boolean add(RunPlan.Requirement requirement, Result result) {
    if (interruption.asked()) {
      return false;
    }
    results.put(requirement, new Given(result, System.nanoTime()));
    return true;
  }

  /**
   * Returns the results of a run that was interrupted, in the order of their ids: those that came
   * before, except for those that the interruption may have caused. All other planned requirements
   * are undecided; requirements that would only have explained others are left out.
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

  /** Returns the results of requirements that were not judged at all. */
  static List<Result> none(List<RunPlan.Requirement> requirements, String target) {
    return requirements.stream().map(requirement -> notJudged(requirement, target)).toList();
  }

  private static Result notJudged(RunPlan.Requirement requirement, String target) {
    return Result.notRun(requirement.scenario(), target, Verdict.UNDECIDED, Interruption.MESSAGE);
  }
}
