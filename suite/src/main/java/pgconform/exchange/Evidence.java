package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Event;
import pgconform.scenario.Place;

/**
 * Why a case is not as required: the expected and the actual event, and when they were expected and
 * seen.
 *
 * @param place the step that was not satisfied
 * @param connection the connection on which it happened
 * @param waiting the start of the wait, in nanoseconds of {@link System#nanoTime()}
 * @param nanos the moment at which the failure was certain, by the same clock
 * @param route what happened to the CancelRequests behind a proxy, if it is known to be wrong
 */
public record Evidence(
    Place place,
    String connection,
    Expected expected,
    Actual came,
    long waiting,
    long nanos,
    Optional<CancelRoute> route) {
  private static final int MOST_EXPECTED = 80;

  /** Evidence that is certain now, without a wait. */
  public Evidence(Place place, String connection, Expected expected, Actual came) {
    this(place, connection, expected, came, System.nanoTime());
  }

  /** Evidence that is certain now, after a wait since the given moment. */
  Evidence(Place place, String connection, Expected expected, Actual came, long waiting) {
    this(place, connection, expected, came, waiting, System.nanoTime(), Optional.empty());
  }

  /** Returns the same evidence with what happened to the CancelRequests. */
  public Evidence routed(Optional<CancelRoute> other) {
    return new Evidence(place, connection, expected, came, waiting, nanos, other);
  }

  /**
   * Returns when the failure became visible: the time of the event that shows it, or else when it
   * was certain.
   */
  public long moment() {
    return came.telling().map(Event::nanos).orElse(nanos);
  }

  /** Returns the length of the wait until that moment, in nanoseconds; zero without a wait. */
  public long waited() {
    return Math.max(0, moment() - waiting);
  }

  /**
   * Identifies the way in which a case fails, on any day and machine: the connection and the kind
   * of the actual event. The place in the file is not part of it, because it changes if someone
   * adds a comment.
   */
  public String signature() {
    return connection + ": " + came.kind();
  }

  /**
   * Returns the expected and the actual event in a sentence; a long list of expected events is cut.
   */
  public String sentence() {
    String how = came instanceof Actual.Refusal || came instanceof TargetFailure ? "but" : "got";
    return "%s: expected %s, %s %s".formatted(connection, begin(expected.toString()), how, came);
  }

  /** Returns the beginning of a text, cut between two words. */
  private static String begin(String text) {
    if (text.length() <= MOST_EXPECTED) {
      return text;
    }
    int space = text.lastIndexOf(' ', MOST_EXPECTED);
    return text.substring(0, space > 0 ? space : MOST_EXPECTED) + " …";
  }

  /** Returns whether another case fails in the same way in the same step. */
  public boolean isLike(Evidence other) {
    return place.line() == other.place.line() && signature().equals(other.signature());
  }
}
