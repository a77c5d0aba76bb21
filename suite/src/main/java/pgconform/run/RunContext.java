package pgconform.run;

import pgconform.link.Deadline;

/**
 * What all requirements of a run share.
 *
 * @param budget after which no further case is begun
 */
record RunContext(
    Options options, Expectations expectations, Deadline budget, Tally tally, Events events) {}
