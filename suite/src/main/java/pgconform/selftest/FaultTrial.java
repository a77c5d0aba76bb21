package pgconform.selftest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.exchange.Verdict;
import pgconform.run.Result;

/**
 * The results of the scenarios for a server with a fault.
 *
 * @param results the results of the scenarios that were run against it; possibly none
 * @param misleading the results that are red although the scenario is about something else
 * @param odds the probability that the fault is met at this effort, from 0 to 1
 * @param problem why it could not be tried
 * @param nanos the duration in nanoseconds
 */
public record FaultTrial(
    Fault fault,
    List<Result> results,
    List<Result> misleading,
    double odds,
    Optional<String> problem,
    long nanos) {
  /** The probability below which it is no surprise that a rare fault is missed. */
  private static final double SURE = 0.999;

  /** Returns the results that are red. */
  public List<Result> red() {
    return results.stream().filter(FaultTrial::isRed).toList();
  }

  static boolean isRed(Result result) {
    return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR;
  }

  /** Returns the red results of scenarios of the fault's own area. */
  public List<Result> caught() {
    return results.stream()
        .filter(r -> r.verdict() == Verdict.FAIL && r.scenario().area().equals(fault.area()))
        .toList();
  }

  /** Returns the trial with the results of further scenarios. */
  FaultTrial and(FaultTrial more) {
    return new FaultTrial(
        fault,
        Stream.concat(results.stream(), more.results.stream()).toList(),
        misleading,
        odds,
        problem,
        nanos + more.nanos);
  }

  /** Returns whether it should have been noticed, but was not. */
  public boolean missed() {
    return problem.isPresent() || (caught().isEmpty() && odds >= SURE);
  }
}
