package pgconform.run;

import java.util.List;
import pgconform.link.Deadline;

/**
 * What all requirements of a run share.
 *
 * @param budget the time after which no further case starts
 * @param waste bounds the time of cases that are not as required
 * @param limits what the target has taught about its answers
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
  /** The same without listeners, for what is not final. */
  RunContext silent() {
    return with(new Events(List.of()), waste, limits);
  }

  /** The same for a target of its own. */
  RunContext forTarget() {
    return with(events, new FailureTimeBudget(options.jobs()), new AdaptiveTimeout());
  }

  private RunContext with(
      Events otherEvents, FailureTimeBudget otherWaste, AdaptiveTimeout otherLimits) {
    return new RunContext(
        options, expectations, budget, tally, otherEvents, otherWaste, otherLimits, interruption);
  }
}
