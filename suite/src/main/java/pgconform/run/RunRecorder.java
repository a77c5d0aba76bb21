package pgconform.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps what has been judged so far: the result of a run, at any moment. */
final class RunRecorder implements RunListener {
  private final String suiteVersion;
  private final Options options;
  private final Expectations expectations;
  private final Tally tally;
  private final Instant started = Instant.now();
  private final long start = System.nanoTime();
  private final List<TargetInfo> targets = new ArrayList<>();
  private final List<Result> results = new ArrayList<>();
  private final List<Result> ofTarget = new ArrayList<>();

  RunRecorder(String suiteVersion, Options options, Expectations expectations, Tally tally) {
    this.suiteVersion = suiteVersion;
    this.options = options;
    this.expectations = expectations;
    this.tally = tally;
  }

  @Override
  public synchronized void targetStarted(Plan.Target planned, TargetInfo target) {
    targets.add(target);
  }

  @Override
  public synchronized void requirementFinished(Plan.Requirement requirement, Result result) {
    ofTarget.add(result);
  }

  @Override
  public synchronized void targetFinished(Plan.Target planned, TargetInfo target) {
    if (target.unavailable().isPresent()) {
      targets.add(target);
    }
    results.addAll(inOrder());
    ofTarget.clear();
  }

  private List<Result> inOrder() {
    return ofTarget.stream().sorted(Comparator.comparing(r -> r.scenario().id())).toList();
  }

  synchronized RunResult result() {
    List<Result> all = new ArrayList<>(results);
    all.addAll(inOrder());
    return new RunResult(
        suiteVersion,
        options,
        expectations,
        started,
        System.nanoTime() - start,
        tally.connections(),
        tally.cancels(),
        tally.cases(),
        List.copyOf(targets),
        all);
  }
}
