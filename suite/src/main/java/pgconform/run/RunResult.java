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

  /** Whether a result is red for no other reason than that the run is strict. */
  public boolean refused(Result result) {
    return options.strict() && result.verdict() == Verdict.LENIENT;
  }
}
