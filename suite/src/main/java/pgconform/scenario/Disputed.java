package pgconform.scenario;

/**
 * What the protocol leaves open, as two readers of its documentation understand it.
 *
 * @param question what they disagree about
 * @param one the first reading, and who holds it
 * @param other the second reading, and who holds it
 * @param judged what this scenario makes of it, profile by profile where they differ
 */
public record Disputed(String question, String one, String other, String judged) {}
