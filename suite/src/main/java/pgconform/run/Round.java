package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import pgconform.exchange.Subject;
import pgconform.exchange.TargetMonitor;
import pgconform.scenario.Scenario;
import pgconform.target.ProbedTarget;

/** Judges requirements once, in the order that they need, and alone or in parallel with others. */
final class Round implements SuspectIsolation.Runs {
  private static final Comparator<Result> BY_ID = Comparator.comparing(r -> r.scenario().id());

  private final ProbedTarget target;
  private final String name;
  private final RunContext context;
  private final int tries;
  private final BiFunction<RunPlan.Requirement, Result, Result> finished;
  private final Map<String, ScenarioRun> runs = new ConcurrentHashMap<>();

  /**
   * Creates a round.
   *
   * @param name the name of the target on a command line
   * @param tries the maximum number of cases for each requirement
   * @param finished receives each result, and returns it with the verdict of the gate
   */
  Round(
      ProbedTarget target,
      String name,
      RunContext context,
      int tries,
      BiFunction<RunPlan.Requirement, Result, Result> finished) {
    this.target = target;
    this.name = name;
    this.context = context;
    this.tries = tries;
    this.finished = finished;
  }

  /** Returns the results, in the order of their ids. */
  List<Result> judge(List<RunPlan.Requirement> requirements) throws InterruptedException {
    context
        .waste()
        .plan(requirements.stream().mapToLong(r -> Math.min(r.mostCases(), tries)).sum());
    List<RunPlan.Requirement> patient = new ArrayList<>();
    List<RunPlan.Requirement> alone = new ArrayList<>();
    List<RunPlan.Requirement> others = new ArrayList<>();
    for (RunPlan.Requirement requirement : requirements) {
      Scenario scenario = requirement.scenario();
      (scenario.alone() ? alone : scenario.patient() ? patient : others).add(requirement);
    }
    // A scenario that waits for a time limit of the server is idle: it runs in parallel with the
    // others if the server has room. With one job, scenarios run one at a time.
    int jobs = jobs();
    int waiting = jobs == 1 || isLimited() ? 0 : Math.min(patient.size(), target.room() - jobs);
    if (waiting <= 0) {
      others.addAll(0, patient);
      patient.clear();
    }
    try (SuspectIsolation guard = new SuspectIsolation(target, this, context.interruption())) {
      guard.judge(
          SuspectIsolation.Queue.of(patient, waiting), SuspectIsolation.Queue.of(others, jobs));
      guard.judge(SuspectIsolation.Queue.of(alone, 1));
      List<Result> results = new ArrayList<>(guard.results());
      results.sort(BY_ID);
      return guard.damaged().gone() || context.interruption().asked()
          ? results
          : new FailureReduction(target, guard, runs, context, jobs()).reduced(results);
    }
  }

  private int jobs() {
    // The other half is for scenarios that wait, and for other users of the server.
    return Math.max(1, Math.min(context.options().jobs(), target.room() / 2));
  }

  /** Returns whether scenarios must share the room, of which each gets a part. */
  private boolean isLimited() {
    return target.judged().reached().filter(server -> server.room().isLimited()).isPresent();
  }

  @Override
  public void started(RunPlan.Requirement requirement) {
    context.events().tell(listener -> listener.requirementStarted(requirement));
  }

  @Override
  public ScenarioRun of(RunPlan.Requirement requirement, TargetMonitor watch) {
    Scenario scenario = requirement.scenario();
    Subject subject = scenario.alone() ? target.judged() : target.judged().sharedBy(jobs());
    ScenarioRun run = new ScenarioRun(scenario, subject, context, name, tries, watch);
    runs.put(scenario.id(), run);
    return run;
  }

  @Override
  public Result finished(RunPlan.Requirement requirement, Result result) {
    return finished.apply(requirement, result);
  }
}
