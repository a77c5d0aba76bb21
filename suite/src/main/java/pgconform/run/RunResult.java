package pgconform.run;

import java.time.Instant;
import java.util.List;
import pgconform.exchange.Verdict;

/** A run: what was done, against what, with which results. */
public record RunResult(
    String suiteVersion,
    Options options,
    Instant started,
    long nanos,
    long connections,
    long cancels,
    long cases,
    List<TargetInfo> targets,
    List<Result> results) {

  /** How many results have this verdict. */
  public long count(Verdict verdict) {
    return results.stream().filter(r -> r.verdict() == verdict).count();
  }

  /**
   * The exit status: 3 if a target or a requirement could not be tested, else 1 if a requirement is
   * broken (with {@code strict} also if it is met leniently), else 0.
   */
  public int exitStatus(boolean strict) {
    boolean untested = targets.stream().anyMatch(t -> t.unavailable().isPresent());
    if (untested || count(Verdict.ERROR) > 0) {
      return 3;
    }
    boolean red = count(Verdict.FAIL) > 0 || (strict && count(Verdict.LENIENT) > 0);
    return red ? 1 : 0;
  }
}
