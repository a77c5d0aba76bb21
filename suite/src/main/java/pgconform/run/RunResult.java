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
   * broken (in a strict run also if it is met leniently), else 0.
   */
  public int exitStatus() {
    boolean untested = targets.stream().anyMatch(t -> t.unavailable().isPresent());
    if (untested || count(Verdict.ERROR) > 0) {
      return 3;
    }
    boolean red = results.stream().anyMatch(r -> r.verdict() == Verdict.FAIL || refused(r));
    return red ? 1 : 0;
  }

  /** Whether a result is red for no other reason than that the run is strict. */
  public boolean refused(Result result) {
    return options.strict() && result.verdict() == Verdict.LENIENT;
  }
}
