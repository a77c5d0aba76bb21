package pgconform.scenario;

/**
 * A point that the protocol leaves open, with two ways to read its documentation.
 *
 * @param question the question on which they differ
 * @param one the first reading, and who holds it
 * @param other the second reading, and who holds it
 * @param judged how this scenario judges it, by profile if that differs
 */
public record Disputed(String question, String one, String other, String judged) {}
