package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import pgconform.exchange.Watch;
import pgconform.scenario.Scenario;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;

/** Judges a target that is open, by one requirement or by many at the same time. */
public final class TargetRun implements Guard.Runs {
  private static final Comparator<Result> BY_ID = Comparator.comparing(r -> r.scenario().id());

  private final OpenTarget target;
  private final TargetSpec spec;
  private final TargetInfo info;
  private final RunContext context;

  TargetRun(OpenTarget target, TargetSpec spec, RunContext context) {
    this.target = target;
    this.spec = spec;
    this.info = TargetInfo.of(spec, target);
    this.context = context;
  }

  /** What is known of the target. */
  public TargetInfo info() {
    return info;
  }

  /**
   * Judges the target by what is planned, and then by what explains blocked results, if there are
   * any; the results are in the order of their ids.
   */
  List<Result> judge(Plan.Target planned) throws InterruptedException {
    List<Result> results = new ArrayList<>(judge(planned.requirements()));
    if (planned.explaining().isEmpty()) {
      return results;
    }
    Set<String> wanted = Blocks.explaining(results);
    results.addAll(
        judge(
            planned.explaining().get().stream()
                .filter(requirement -> wanted.contains(requirement.scenario().id()))
                .toList()));
    results.sort(BY_ID);
    return Blocks.explained(results);
  }

  /**
   * Judges the target by requirements; the results are in the order of their ids. What is blocked
   * stays so.
   */
  public List<Result> judge(List<Plan.Requirement> requirements) throws InterruptedException {
    // The other half is for scenarios that wait, and for other users of the server.
    int jobs = Math.max(1, Math.min(context.options().jobs(), target.room() / 2));
    List<Plan.Requirement> patient = new ArrayList<>();
    List<Plan.Requirement> alone = new ArrayList<>();
    List<Plan.Requirement> others = new ArrayList<>();
    for (Plan.Requirement requirement : requirements) {
      Scenario scenario = requirement.scenario();
      (scenario.alone() ? alone : scenario.patient() ? patient : others).add(requirement);
    }
    // A scenario that waits for a time limit of the server keeps nobody busy: it runs beside the
    // others, where the server has room. One job means one thing at a time.
    int waiting = jobs == 1 ? 0 : Math.min(patient.size(), target.room() - jobs);
    if (waiting <= 0) {
      others.addAll(0, patient);
      patient.clear();
    }
    try (Guard guard = new Guard(target, this)) {
      guard.judge(Guard.Queue.of(patient, waiting), Guard.Queue.of(others, jobs));
      guard.judge(Guard.Queue.of(alone, 1));
      List<Result> results = new ArrayList<>(guard.results());
      results.sort(BY_ID);
      return results;
    }
  }

  @Override
  public void started(Plan.Requirement requirement) {
    context.events().tell(listener -> listener.requirementStarted(requirement));
  }

  @Override
  public ScenarioRun of(Plan.Requirement requirement, Watch watch) {
    return new ScenarioRun(
        requirement.scenario(), target.subject(), context, spec.displayName(), watch);
  }

  @Override
  public Result finished(Plan.Requirement requirement, Result result) {
    Result judged = context.expectations().judge(result, info);
    context.events().tell(listener -> listener.requirementFinished(requirement, judged));
    return judged;
  }
}
