package pgconform.run;

import java.util.List;
import pgconform.link.Deadline;

/**
 * The objects that all requirements of a run share.
 *
 * @param budget the time after which no further case starts
 * @param waste the time limit for failing cases
 * @param limits the time limits derived from earlier answers of the target
 */
record RunContext(
    Options options,
    Expectations expectations,
    Deadline budget,
    RunCounters tally,
    Events events,
    FailureTimeBudget waste,
    AdaptiveTimeout limits,
    Interruption interruption) {
  /** Returns the same context without listeners, for results that are not final. */
  RunContext silent() {
    return with(new Events(List.of()), waste, limits);
  }

  /** Returns the same context for a single target. */
  RunContext forTarget() {
    return with(events, new FailureTimeBudget(options.jobs()), new AdaptiveTimeout());
  }

  private RunContext with(
      Events otherEvents, FailureTimeBudget otherWaste, AdaptiveTimeout otherLimits) {
    return new RunContext(
        options, expectations, budget, tally, otherEvents, otherWaste, otherLimits, interruption);
  }
}
