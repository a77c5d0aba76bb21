/**
 * The variables of a scenario as Arbitraries of jqwik: cases drawn from a seed, written so that
 * each can be run again, and shrunk.
 */
package pgconform.property;
