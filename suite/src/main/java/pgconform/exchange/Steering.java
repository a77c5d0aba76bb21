package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.Step;

/** Runs the steps of one case with a subject of one role. */
interface Steering extends AutoCloseable {
  /** Runs steps in their order. */
  void run(List<Step> steps) throws CaseEnded;

  /**
   * Why a case that ended because nothing came says nothing about the subject; empty if it does, or
   * ended otherwise.
   *
   * @param start when the case began
   */
  Optional<String> excuse(Evidence evidence, long start);

  /** What was noted so far. */
  Remarks remarks();

  /** Ends whatever the case has begun. */
  @Override
  void close();
}
