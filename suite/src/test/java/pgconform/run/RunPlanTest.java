package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Scenario;
import pgconform.target.TargetSpec;
import pgconform.testing.Scenarios;

/** What a run will judge is known before it begins. */
class RunPlanTest {
  private static final List<Scenario> SCENARIOS =
      List.of(scenario("BBB-001"), scenario("AAA-002"), scenario("AAA-001"));

  private static Scenario scenario(String id) {
    return Scenarios.of(
        Scenarios.head("must").replace("TST-001", id) + "steps:\n  - start: a\n  - alive: a\n");
  }

  private static RunPlan plan(String... targets) {
    List<TargetSpec> specs = List.of(targets).stream().map(TargetSpec::parse).toList();
    return RunPlan.of(specs, SCENARIOS, Options.of(7, Effort.DEFAULT, 1, true));
  }

  private static List<String> ids(RunPlan plan) {
    return plan.targets().stream()
        .flatMap(target -> target.requirements().stream())
        .map(RunPlan.Requirement::id)
        .toList();
  }

  @Test
  void everyRequirementOfEveryTargetHasAnIdOfItsOwn() {
    String area = SCENARIOS.get(0).area();
    assertEquals(
        List.of(
            "embedded:13.4/%s/AAA-001".formatted(area),
            "embedded:13.4/%s/AAA-002".formatted(area),
            "embedded:13.4/%s/BBB-001".formatted(area),
            "embedded:13.4#2/%s/AAA-001".formatted(area),
            "embedded:13.4#2/%s/AAA-002".formatted(area),
            "embedded:13.4#2/%s/BBB-001".formatted(area)),
        ids(plan("embedded:13.4", "embedded:13.4")));
  }

  @Test
  void aPartCanBeRunAlone() {
    RunPlan plan = plan("embedded:13.4", "postgresql://u@h:5432/d");
    String id = ids(plan).get(4);
    RunPlan part = plan.only(Set.of(id, "nothing"));
    assertEquals(List.of(id), ids(part));
    assertEquals(plan.targets().get(1).spec(), part.targets().get(0).spec());
  }

  @Test
  void theNumberOfCasesIsBounded() {
    assertEquals(4, plan("embedded:13.4").targets().get(0).requirements().get(0).mostCases());
  }
}
