package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.RoundsStep;

/**
 * What the rounds of a race came to in one case.
 *
 * @param rounds in their order
 * @param connections that were opened in them
 * @param cancels CancelRequests that were sent in them
 * @param repeated the rounds at the offset of the first violation, after it; empty without one
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
   * What came of rounds at one offset.
   *
   * @param offset in nanoseconds
   */
  public record Repeated(long offset, int rounds, int violations) {}

  /** The number of rounds in which the requirement was broken. */
  public int violations() {
    return (int) rounds.stream().filter(Round::violation).count();
  }
}
