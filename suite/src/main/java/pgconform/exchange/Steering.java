package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.Step;

/** Runs the steps of one case against a subject of one role. */
interface Steering extends AutoCloseable {
  /** Runs steps in their order. */
  void run(List<Step> steps) throws CaseEnded;

  /**
   * Returns the reason why a timeout of this case is not the fault of the subject; empty if it is,
   * or if the case did not end by a timeout.
   *
   * @param start the time at which the case began
   */
  Optional<String> excuse(Evidence evidence, long start);

  /** Returns the remarks so far. */
  CaseRemarks remarks();

  /** Ends everything that the case has started. */
  @Override
  void close();
}
