package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.exchange.SetUp;
import pgconform.scenario.Areas;
import pgconform.scenario.Scenario;
import pgconform.target.TargetSpec;

/**
 * The plan of a run, known before it begins. A part of it can be run alone.
 *
 * @param targets the targets in the order in which they are judged
 */
public record RunPlan(List<Target> targets) {

  /**
   * A target with the requirements that it is judged by, in the order of areas and ids.
   *
   * @param id an id that is unique in the plan
   * @param explaining further requirements, which are judged only if another is blocked by what
   *     they are about; empty if the merge of results handles blocked ones
   */
  public record Target(
      String id,
      TargetSpec spec,
      List<Requirement> requirements,
      Optional<List<Requirement>> explaining) {}

  /**
   * A requirement for a target.
   *
   * @param id an id that is unique in the plan and the same in each run: target, area and
   *     requirement
   * @param mostCases the maximum number of cases; the exact number depends on the capabilities of
   *     the target
   */
  public record Requirement(String id, Scenario scenario, int mostCases) {}

  /**
   * Returns a plan in which each target is judged by each scenario, and blocked results are not
   * explained.
   */
  public static RunPlan of(List<TargetSpec> specs, List<Scenario> scenarios, Options options) {
    return of(specs, scenarios, Optional.empty(), options);
  }

  /**
   * Returns a plan in which each target is judged by each scenario.
   *
   * @param library the scenarios that may explain blocked results; empty if this run does not
   *     explain them
   */
  public static RunPlan of(
      List<TargetSpec> specs,
      List<Scenario> scenarios,
      Optional<List<Scenario>> library,
      Options options) {
    Set<String> chosen = scenarios.stream().map(Scenario::id).collect(Collectors.toSet());
    Set<String> judges = SetUp.allJudges();
    Optional<List<Scenario>> others =
        library.map(
            all ->
                all.stream()
                    .filter(s -> judges.contains(s.id()) && !chosen.contains(s.id()))
                    .toList());
    Map<String, Integer> seen = new HashMap<>();
    List<Target> targets = new ArrayList<>();
    for (TargetSpec spec : specs) {
      int times = seen.merge(spec.displayName(), 1, Integer::sum);
      String id = spec.displayName() + (times == 1 ? "" : "#" + times);
      targets.add(
          new Target(
              id,
              spec,
              requirements(id, scenarios, options),
              others.map(more -> requirements(id, more, options))));
    }
    return new RunPlan(List.copyOf(targets));
  }

  private static List<Requirement> requirements(
      String target, List<Scenario> scenarios, Options options) {
    return scenarios.stream()
        .sorted(Comparator.comparing(Scenario::area, Areas.order()).thenComparing(Scenario::id))
        .map(
            s ->
                new Requirement(
                    id(target, s), s, options.onlyCase(s).map(c -> 1).orElse(options.tries())))
        .toList();
  }

  private static String id(String target, Scenario scenario) {
    return "%s/%s/%s".formatted(target, scenario.area(), scenario.id());
  }

  /**
   * Returns the plan with only the requirements with these ids, and the targets that have any of
   * them.
   */
  public RunPlan only(Set<String> ids) {
    List<Target> some = new ArrayList<>();
    for (Target target : targets) {
      List<Requirement> requirements =
          target.requirements.stream().filter(r -> ids.contains(r.id)).toList();
      if (!requirements.isEmpty()) {
        some.add(new Target(target.id, target.spec, requirements, target.explaining));
      }
    }
    return new RunPlan(List.copyOf(some));
  }
}
