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
    Tally tally,
    Events events,
    Waste waste,
    Limits limits) {
  /** The same without listeners, for what is not final. */
  RunContext silent() {
    return new RunContext(
        options, expectations, budget, tally, new Events(List.of()), waste, limits);
  }

  /** The same for a target of its own. */
  RunContext forTarget() {
    return new RunContext(
        options, expectations, budget, tally, events, new Waste(options.jobs()), new Limits());
  }
}
