package pgconform.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;
import pgconform.scenario.Scenario;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;
import pgconform.target.TargetUnavailable;
import pgconform.target.Targets;

/** Runs scenarios against targets, one target after the other. */
public final class Runner {
  private final String suiteVersion;
  private final Targets targets;
  private final Options options;
  private final Progress progress;

  /** A runner that opens targets as {@code targets} does. */
  public Runner(String suiteVersion, Targets targets, Options options, Progress progress) {
    this.suiteVersion = suiteVersion;
    this.targets = targets;
    this.options = options;
    this.progress = progress;
  }

  /** Judges each target by each scenario. A target that cannot be tested has no results. */
  public RunResult run(List<TargetSpec> specs, List<Scenario> scenarios)
      throws InterruptedException {
    Instant started = Instant.now();
    long start = System.nanoTime();
    Deadline budget = Deadline.in(options.budget());
    Tally tally = new Tally();
    List<TargetInfo> infos = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (TargetSpec spec : specs) {
      try (OpenTarget target = targets.open(spec)) {
        TargetInfo info = TargetInfo.of(spec, target);
        infos.add(info);
        progress.target(info, scenarios.size());
        results.addAll(judge(target, spec, scenarios, budget, tally));
        progress.targetDone(info);
      } catch (TargetUnavailable e) {
        TargetInfo info = unavailable(spec, e);
        infos.add(info);
        progress.targetDone(info);
      }
    }
    return new RunResult(
        suiteVersion,
        options,
        started,
        System.nanoTime() - start,
        tally.connections(),
        tally.cancels(),
        tally.cases(),
        infos,
        results);
  }

  /** Judges a target that is open already, and leaves it open. */
  public List<Result> judge(OpenTarget target, TargetSpec spec, List<Scenario> scenarios)
      throws InterruptedException {
    return judge(target, spec, scenarios, Deadline.in(options.budget()), new Tally());
  }

  private List<Result> judge(
      OpenTarget target, TargetSpec spec, List<Scenario> scenarios, Deadline budget, Tally tally)
      throws InterruptedException {
    Subject.Server subject = target.subject();
    // The other half is for those who wait, and for whoever else uses the server.
    int jobs = Math.max(1, Math.min(options.jobs(), target.room() / 2));
    Function<Scenario, Result> judge = s -> one(s, subject, spec, budget, tally);
    List<Scenario> patient = scenarios.stream().filter(s -> !s.alone() && s.patient()).toList();
    List<Scenario> others = scenarios.stream().filter(s -> !s.alone() && !s.patient()).toList();
    List<Scenario> alone = scenarios.stream().filter(Scenario::alone).toList();
    List<Result> results = new ArrayList<>();
    // Who waits for a time limit of the server keeps nobody busy: that goes on beside the others,
    // where the server has room. One job means one thing at a time.
    int waiting = jobs == 1 ? 0 : Math.min(patient.size(), target.room() - jobs);
    try (Jobs busy = new Jobs(jobs);
        Jobs beside = waiting > 0 ? new Jobs(waiting) : busy) {
      List<Future<Result>> futures = submit(beside, patient, judge);
      futures.addAll(submit(busy, others, judge));
      results.addAll(await(futures));
    }
    try (Jobs one = new Jobs(1)) {
      results.addAll(await(submit(one, alone, judge)));
    }
    results.sort(Comparator.comparing(r -> r.scenario().id()));
    return results;
  }

  private List<Future<Result>> submit(
      Jobs jobs, List<Scenario> scenarios, Function<Scenario, Result> judge) {
    List<Future<Result>> futures = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      futures.add(
          jobs.submit(
              () -> {
                Result result = judge.apply(scenario);
                synchronized (progress) {
                  progress.result(result);
                }
                return result;
              }));
    }
    return futures;
  }

  private static List<Result> await(List<Future<Result>> futures) throws InterruptedException {
    try {
      List<Result> results = new ArrayList<>();
      for (Future<Result> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scenario ended without a result", e.getCause());
    }
  }

  private Result one(
      Scenario scenario, Subject.Server subject, TargetSpec spec, Deadline budget, Tally tally) {
    try {
      return new ScenarioRun(scenario, subject, options, budget, tally, spec.displayName()).run();
    } catch (RuntimeException e) {
      String message = "the suite failed: " + e;
      return new Result(
          scenario,
          subject.name(),
          Verdict.ERROR,
          message,
          0,
          false,
          0,
          0,
          List.of(),
          Optional.empty());
    }
  }

  private static TargetInfo unavailable(TargetSpec spec, TargetUnavailable cause) {
    return new TargetInfo(
        spec.displayName(),
        spec.displayName(),
        "",
        "",
        pgconform.scenario.Profile.PROTOCOL,
        java.util.Map.of(),
        Optional.of(cause.getMessage()));
  }
}
