package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.scenario.RoundsStep;

/**
 * The results of the rounds of a race in one case.
 *
 * @param rounds the rounds that explored the race, in their order
 * @param connections the number of connections that were opened in them and in repetitions
 * @param cancels the number of CancelRequests that were sent in them and in repetitions
 * @param repeated the repetitions of the first violation, which are not among the rounds, because a
 *     rate that contains them would be too high; empty without a violation
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
   * The results of the repetitions at one offset.
   *
   * @param offset the offset in nanoseconds
   */
  public record Repeated(long offset, int rounds, int violations) {}

  /**
   * Returns the counts of the rounds before the first violation, if what looked like a violation is
   * not held against the peer.
   */
  RaceCounts excused() {
    List<Round> before = rounds.stream().takeWhile(round -> !round.violation()).toList();
    return new RaceCounts(step, before, connections, cancels, Optional.empty());
  }

  /** Returns the number of rounds, without repetitions, in which the requirement was broken. */
  public int violations() {
    return (int) rounds.stream().filter(Round::violation).count();
  }
}
