package pgconform.run;

import pgconform.link.Deadline;

/**
 * What all requirements of a run share.
 *
 * @param budget the time after which no further case starts
 */
record RunContext(
    Options options,
    Expectations expectations,
    Deadline budget,
    Tally tally,
    Events events,
    Interruption interruption) {}
