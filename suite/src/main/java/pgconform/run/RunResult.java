package pgconform.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import pgconform.exchange.Verdict;

/**
 * The targets of a run, its options and its results.
 *
 * @param interrupted whether it was asked to end before it was done
 */
public record RunResult(
    String suiteVersion,
    Options options,
    Expectations expectations,
    Instant started,
    long nanos,
    long connections,
    long cancels,
    long cases,
    List<TargetInfo> targets,
    List<Result> results,
    boolean interrupted) {
  /** Returns the number of results with this verdict. */
  public long count(Verdict verdict) {
    return results.stream().filter(r -> r.verdict() == verdict).count();
  }

  /** Returns the target with this name. */
  public TargetInfo target(String name) {
    return targets.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** Returns what is wrong with the expectations themselves, one sentence each. */
  public List<String> unmet() {
    return expectations.unmet(this);
  }

  /** Returns the same run, compared with other expectations. */
  public RunResult against(Expectations other) {
    List<Result> judged = new ArrayList<>();
    results.forEach(result -> judged.add(other.judge(result, target(result.target()))));
    return new RunResult(
        suiteVersion,
        options,
        other,
        started,
        nanos,
        connections,
        cancels,
        cases,
        targets,
        judged,
        interrupted);
  }
}
