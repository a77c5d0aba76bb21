package pgconform.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import pgconform.link.Deadline;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;

/** Carries out plans, one target after the other. */
public final class Runner {
  private final Targets targets;
  private final Options options;
  private final Expectations expectations;
  private final Events events;
  private final Interruption interruption;

  /** Creates a runner that opens targets with {@code targets} and is not interrupted. */
  public Runner(
      Targets targets, Options options, Expectations expectations, RunListener... listeners) {
    this(targets, options, expectations, new Interruption(), listeners);
  }

  /** Creates a runner whose run ends early if it is asked to. */
  public Runner(
      Targets targets,
      Options options,
      Expectations expectations,
      Interruption interruption,
      RunListener... listeners) {
    this.interruption = interruption;
    this.targets = targets;
    this.options = options;
    this.expectations = expectations;
    this.events = new Events(List.of(listeners));
  }

  /**
   * Judges each target by its requirements. A target that cannot be tested has no results; a
   * requirement that was not judged because of an interruption is undecided.
   */
  public RunResult run(RunPlan plan, String suiteVersion) throws InterruptedException {
    Instant started = Instant.now();
    long start = System.nanoTime();
    RunContext context = context();
    List<TargetInfo> infos = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    events.tell(listener -> listener.runStarted(plan));
    for (RunPlan.Target planned : plan.targets()) {
      try (RunningTarget opened = RunningTarget.open(() -> open(planned), interruption)) {
        if (opened.target().isEmpty()) {
          infos.add(TargetInfo.interrupted(planned.spec()));
          results.addAll(
              InterruptibleResults.none(planned.requirements(), planned.spec().displayName()));
          continue;
        }
        TargetRun run = new TargetRun(opened.target().get(), planned.spec(), context);
        infos.add(run.info());
        events.tell(listener -> listener.targetStarted(planned, run.info()));
        results.addAll(run.judge(planned));
        events.tell(listener -> listener.targetFinished(planned, run.info()));
      } catch (TargetUnavailable e) {
        TargetInfo gone = TargetInfo.unavailable(planned.spec(), e);
        infos.add(gone);
        events.tell(listener -> listener.targetFinished(planned, gone));
      }
    }
    RunResult result =
        new RunResult(
            suiteVersion,
            options,
            expectations,
            started,
            System.nanoTime() - start,
            context.tally().connections(),
            context.tally().cancels(),
            context.tally().cases(),
            infos,
            results,
            interruption.asked());
    events.tell(listener -> listener.runFinished(result));
    return result;
  }

  private ProbedTarget open(RunPlan.Target planned) {
    OpenFiles.require();
    return targets.open(
        planned.spec(),
        what -> {
          if (!interruption.asked()) {
            events.tell(listener -> listener.targetOpening(planned, what));
          }
        });
  }

  /** Returns a run against a target that is already open, and stays open. */
  public TargetRun on(ProbedTarget target, TargetSpec spec) {
    return new TargetRun(target, spec, context());
  }

  private RunContext context() {
    return new RunContext(
        options,
        expectations,
        Deadline.in(options.budget()),
        new RunCounters(),
        events,
        new FailureTimeBudget(options.jobs()),
        new AdaptiveTimeout(),
        interruption);
  }
}
