package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** Runs steps against a server, and says how it has to end. */
final class Runs {
  private Runs() {}

  /** What comes of one case; ends the server. */
  static CaseResult on(Judged judged, Scenario scenario) {
    try (judged) {
      return judged.run(scenario);
    }
  }

  /** What comes of these steps, indented as at the left margin. */
  static CaseResult on(Judged judged, String steps) {
    return on(judged, Scenarios.steps(steps));
  }

  /** The requirement is met. */
  static void passes(Judged judged, String steps) {
    CaseResult result = on(judged, steps);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
  }

  /** The requirement is broken, and by what. */
  static Evidence broken(Judged judged, String steps) {
    CaseResult result = on(judged, steps);
    assertEquals(Verdict.FAIL, result.verdict(), () -> result.toString());
    return result.evidence().orElseThrow();
  }

  /** The suite could not tell, and says why. */
  static void unable(CaseResult result, String says) {
    assertEquals(Verdict.ERROR, result.verdict(), () -> result.toString());
    assertEquals(List.of(says), result.says());
    assertEquals(Optional.empty(), result.evidence());
  }
}
