package pgconform.scenario;

/**
 * A point that the protocol leaves open, with two ways to read its documentation.
 *
 * @param question the question on which they differ
 * @param one the first reading, and its supporters
 * @param other the second reading, and its supporters
 * @param judged how this scenario judges it, by profile if that differs
 */
public record Disputed(String question, String one, String other, String judged) {}
