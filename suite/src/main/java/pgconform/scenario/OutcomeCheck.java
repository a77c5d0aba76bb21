package pgconform.scenario;

import java.util.List;
import java.util.Set;

/** Looks at the outcomes of a scenario: which there are, and whether one of them is a failure. */
final class OutcomeCheck {
  private final Scenario scenario;
  private final List<Problem> problems;

  OutcomeCheck(Scenario scenario, List<Problem> problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  /** A scenario that waits for nothing, or accepts whatever comes, cannot fail. */
  void checkFailure() {
    if (!canFail(scenario.steps())) {
      problem(
          scenario.place(),
          "nothing that a server does can make this fail: no step expects anything in particular");
    }
  }

  private boolean canFail(List<Step> steps) {
    for (Step step : steps) {
      boolean judges =
          step instanceof Step.Alive
              || step instanceof Step.Keys
              || step instanceof Step.Start
              || step instanceof Step.Hold
              || (step instanceof Step.Expect expect && !acceptsAnything(expect));
      if (judges || canFail(StepParts.inner(step))) {
        return true;
      }
    }
    return false;
  }

  private boolean acceptsAnything(Step.Expect expect) {
    boolean any =
        expect.choices().stream()
            .anyMatch(
                c ->
                    c.pattern() instanceof Pattern.One one
                        && one.name().equals("any")
                        && one.tests().isEmpty());
    return any
        && expect.choices().stream()
            .allMatch(
                c ->
                    scenario.outcomes().getOrDefault(c.outcome(), List.of()).stream()
                        .noneMatch(r -> r.verdict() == OutcomeRule.Judgement.FAIL));
  }

  /**
   * Steps lead to each outcome that is described.
   *
   * @param described the names of the outcomes, as they stand in the file
   */
  void checkOutcomes(List<Node.Scalar> described) {
    Set<String> named = StepParts.outcomes(scenario.steps());
    for (Node.Scalar name : described) {
      if (!named.contains(name.text())) {
        problem(
            name.place(),
            "no step leads to the outcome '%s'%s"
                .formatted(name.text(), Words.hint(name.text(), named)));
      }
    }
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
