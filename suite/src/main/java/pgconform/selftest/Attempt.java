package pgconform.selftest;

import java.util.List;
import pgconform.exchange.Verdict;
import pgconform.run.Result;

/**
 * What the scenarios said of a server with a fault.
 *
 * @param nanos how long it took
 */
public record Attempt(Fault fault, List<Result> results, long nanos) {
  /** The results that are red. */
  public List<Result> red() {
    return results.stream()
        .filter(r -> r.verdict() == Verdict.FAIL || r.verdict() == Verdict.ERROR)
        .toList();
  }

  /** The scenarios of the fault's own area that have noticed. */
  public List<Result> caught() {
    return results.stream()
        .filter(r -> r.verdict() == Verdict.FAIL && r.scenario().area().equals(fault.area()))
        .toList();
  }
}
