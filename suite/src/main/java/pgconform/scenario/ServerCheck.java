package pgconform.scenario;

import java.util.List;

/** Looks at the steps that are about throw-away servers. */
final class ServerCheck {
  private static final String NEED = "throw-away server";

  private final Scenario scenario;
  private final List<Problem> problems;

  ServerCheck(Scenario scenario, List<Problem> problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  /**
   * Sees to it that only what was started is shut down: never the server under test.
   *
   * @param started whether there is a throw-away server before these steps
   * @return whether there may be one behind them
   */
  boolean check(List<Step> steps, boolean started) {
    boolean now = started;
    for (Step step : steps) {
      if (step instanceof Step.Server server) {
        now = true;
        if (!scenario.needs().contains(NEED)) {
          problem(server.place(), "few targets have a throw-away server: add it to 'needs'");
        }
      } else if (step instanceof Step.Shutdown && !now) {
        problem(step.place(), "no earlier step starts a server that could be shut down");
      } else if (step instanceof Step.Match match) {
        boolean before = now;
        for (List<Step> inner : match.cases().values()) {
          now |= check(inner, before);
        }
      } else {
        now |= check(StepParts.inner(step), now);
      }
    }
    return now;
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
