/**
 * Draws the values of a scenario's variables with jqwik: cases come from a seed, are written so
 * that each can be run again, and are shrunk.
 */
package pgconform.property;
