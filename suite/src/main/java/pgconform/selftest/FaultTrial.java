package pgconform.selftest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.exchange.Verdict;
import pgconform.run.Result;

/**
 * What the scenarios said of a server with a fault.
 *
 * @param results of the scenarios that it was shown to; possibly none
 * @param misleading those that are red although the scenario is about something else
 * @param odds how likely it was that the fault would be met at this effort, from 0 to 1
 * @param problem why it could not be tried
 * @param nanos how long it took
 */
public record FaultTrial(
    Fault fault,
    List<Result> results,
    List<Result> misleading,
    double odds,
    Optional<String> problem,
    long nanos) {
  /** Less likely than this, missing a rare fault is no surprise. */
  private static final double SURE = 0.999;

  /** The results that are red. */
  public List<Result> red() {
    return results.stream().filter(FaultTrial::isRed).toList();
  }

  static boolean isRed(Result result) {
    return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR;
  }

  /** The scenarios of the fault's own area that have noticed. */
  public List<Result> caught() {
    return results.stream()
        .filter(r -> r.verdict() == Verdict.FAIL && r.scenario().area().equals(fault.area()))
        .toList();
  }

  /** The same with what further scenarios have said. */
  FaultTrial and(FaultTrial more) {
    return new FaultTrial(
        fault,
        Stream.concat(results.stream(), more.results.stream()).toList(),
        misleading,
        odds,
        problem,
        nanos + more.nanos);
  }

  /** Whether it should have been noticed, and was not. */
  public boolean missed() {
    return problem.isPresent() || (caught().isEmpty() && odds >= SURE);
  }
}
