package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pgconform.scenario.Scenario;
import pgconform.target.TargetSpec;

/**
 * What a run judges, known before it begins. A part of it can be run alone.
 *
 * @param targets in the order in which they are judged
 */
public record Plan(List<Target> targets) {

  /**
   * A target with the requirements that it is judged by, in the order of their ids.
   *
   * @param id unique in the plan
   */
  public record Target(String id, TargetSpec spec, List<Requirement> requirements) {}

  /**
   * A requirement for a target.
   *
   * @param id unique in the plan, and the same in each run: target, area and requirement
   * @param mostCases the maximum number of cases; the exact number depends on the capabilities of
   *     the target
   */
  public record Requirement(String id, Scenario scenario, int mostCases) {}

  /** Each target is judged by each scenario. */
  public static Plan of(List<TargetSpec> specs, List<Scenario> scenarios, Options options) {
    List<Scenario> ordered = scenarios.stream().sorted(Comparator.comparing(Scenario::id)).toList();
    Map<String, Integer> seen = new HashMap<>();
    List<Target> targets = new ArrayList<>();
    for (TargetSpec spec : specs) {
      int times = seen.merge(spec.displayName(), 1, Integer::sum);
      String id = spec.displayName() + (times == 1 ? "" : "#" + times);
      List<Requirement> requirements =
          ordered.stream()
              .map(
                  s ->
                      new Requirement(
                          id(id, s), s, options.onlyCase(s).map(c -> 1).orElse(options.tries())))
              .toList();
      targets.add(new Target(id, spec, requirements));
    }
    return new Plan(List.copyOf(targets));
  }

  private static String id(String target, Scenario scenario) {
    return "%s/%s/%s".formatted(target, scenario.area(), scenario.id());
  }

  /** The requirements with these ids, and the targets that have any of them. */
  public Plan only(Set<String> ids) {
    List<Target> some = new ArrayList<>();
    for (Target target : targets) {
      List<Requirement> requirements =
          target.requirements.stream().filter(r -> ids.contains(r.id)).toList();
      if (!requirements.isEmpty()) {
        some.add(new Target(target.id, target.spec, requirements));
      }
    }
    return new Plan(List.copyOf(some));
  }
}
