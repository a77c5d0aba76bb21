package pgconform.run;

/**
 * Receives the events of a run. Its methods are called by several threads, but by one at a time,
 * and in order: a requirement starts before it finishes, and both happen between the start and the
 * end of its target.
 */
public interface RunListener {
  /** Called when a run begins. */
  default void runStarted(RunPlan plan) {}

  /**
   * Called when a target is being made ready.
   *
   * @param what the current action, such as "starting PostgreSQL 18.6"
   */
  default void targetOpening(RunPlan.Target planned, String what) {}

  /** Called when a target is ready to be judged. */
  default void targetStarted(RunPlan.Target planned, TargetInfo target) {}

  /** Called when the first case of a requirement is about to run. */
  default void requirementStarted(RunPlan.Requirement requirement) {}

  /**
   * Called when a requirement has been judged. If a requirement is judged again, its former result
   * does not count, because an interruption may have caused it.
   */
  default void requirementFinished(RunPlan.Requirement requirement, Result result) {}

  /**
   * Called when all requirements of a target have been judged, or the target could not be tested.
   */
  default void targetFinished(RunPlan.Target planned, TargetInfo target) {}

  /** Called when the run has ended. */
  default void runFinished(RunResult result) {}
}
