package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.RoundsStep;

/**
 * The results of the rounds of a race in one case.
 *
 * @param rounds the rounds in their order
 * @param connections the number of connections that were opened in them
 * @param cancels the number of CancelRequests that were sent in them
 * @param repeated the rounds at the offset of the first violation, after it; empty without a
 *     violation
 */
public record RaceCounts(
    RoundsStep step,
    List<Round> rounds,
    long connections,
    long cancels,
    Optional<Repeated> repeated) {
  /**
   * One round.
   *
   * @param offset what {@code $offset} was, in nanoseconds
   * @param outcome the names of the outcomes that were reached, joined; possibly empty
   * @param violation whether the requirement was broken in it
   */
  public record Round(long offset, String outcome, boolean violation) {}

  /**
   * The results of the rounds at one offset.
   *
   * @param offset the offset in nanoseconds
   */
  public record Repeated(long offset, int rounds, int violations) {}

  /** Returns the number of rounds in which the requirement was broken. */
  public int violations() {
    return (int) rounds.stream().filter(Round::violation).count();
  }
}
