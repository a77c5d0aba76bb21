package pgconform.scenario;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Checks the outcomes of a scenario: which exist, and whether one of them is a failure. */
final class OutcomeCheck {
  private OutcomeCheck() {}

  /**
   * Checks that the scenario can fail: one that waits for nothing, or accepts any event, cannot.
   */
  static void checkFailure(Scenario scenario, FileErrors problems) {
    if (scenario.steps().stream().noneMatch(step -> step.canFail(scenario))) {
      problems.add(scenario.place(), "this scenario cannot fail: no step checks any behavior");
    }
  }

  /**
   * Checks that steps lead to each outcome that is described.
   *
   * @param described the names of the outcomes in the file
   */
  static void checkOutcomes(
      Scenario scenario, Collection<Node.Scalar> described, FileErrors problems) {
    Set<String> named = new HashSet<>();
    Step.all(scenario.steps()).forEach(step -> named.addAll(step.parts().outcomes));
    for (Node.Scalar name : described) {
      if (!named.contains(name.text())) {
        problems.add(
            name.place(),
            "no step leads to the outcome '%s'%s",
            name.text(),
            Spelling.hint(name.text(), named));
      }
    }
  }
}
