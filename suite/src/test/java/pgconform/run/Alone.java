package pgconform.run;

import java.util.List;
import java.util.Optional;
import pgconform.exchange.TargetMonitor;
import pgconform.link.Deadline;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;

/** Runs one scenario, without a plan and without listeners. */
final class Alone {
  private Alone() {}

  static Result run(Scenario scenario, Judged judged, Options options) {
    RunContext context =
        new RunContext(
            options,
            Expectations.none(false),
            Deadline.in(options.budget()),
            new RunCounters(),
            new Events(List.of()),
            new FailureTimeBudget(1),
            new AdaptiveTimeout(),
            new Interruption());
    try (TargetMonitor watch = TargetMonitor.blind(judged.subject())) {
      ScenarioRun run =
          new ScenarioRun(scenario, judged.subject(), context, "scripted", options.tries(), watch);
      return run.shrunk(run.run(true), Optional.empty());
    }
  }
}
