package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import pgconform.link.Deadline;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;

/** Carries out plans, one target after the other. */
public final class Runner {
  private final Targets targets;
  private final Options options;
  private final Expectations expectations;

  /** A runner that opens targets as {@code targets} does. */
  public Runner(Targets targets, Options options, Expectations expectations) {
    this.targets = targets;
    this.options = options;
    this.expectations = expectations;
  }

  /** Judges each target by its requirements. A target that cannot be tested has no results. */
  public RunResult run(Plan plan, String suiteVersion, RunListener... listeners)
      throws InterruptedException {
    Tally tally = new Tally();
    RunRecorder recorder = new RunRecorder(suiteVersion, options, expectations, tally);
    List<RunListener> all = new ArrayList<>(List.of(recorder));
    all.addAll(List.of(listeners));
    RunListener listener = new Listeners(all);
    RunContext context = context(tally, listener);
    listener.runStarted(plan);
    for (Plan.Target planned : plan.targets()) {
      try (OpenTarget target = targets.open(planned.spec())) {
        TargetRun run = new TargetRun(target, planned.spec(), context);
        listener.targetStarted(planned, run.info());
        run.judge(planned.requirements());
        listener.targetFinished(planned, run.info());
      } catch (TargetUnavailable e) {
        listener.targetFinished(planned, TargetInfo.unavailable(planned.spec(), e));
      }
    }
    RunResult result = recorder.result();
    listener.runFinished(result);
    return result;
  }

  /** A run against a target that is open already, and stays so. */
  public TargetRun on(OpenTarget target, TargetSpec spec, RunListener... listeners) {
    return new TargetRun(target, spec, context(new Tally(), new Listeners(List.of(listeners))));
  }

  private RunContext context(Tally tally, RunListener listener) {
    return new RunContext(options, expectations, Deadline.in(options.budget()), tally, listener);
  }
}
