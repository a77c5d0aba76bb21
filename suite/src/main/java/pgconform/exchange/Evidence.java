package pgconform.exchange;

import pgconform.scenario.Place;

/**
 * Why a case is not as required.
 *
 * @param place of the step that was not satisfied
 * @param connection the connection it was about
 * @param expected in words or as a pattern
 * @param came what happened instead
 */
public record Evidence(Place place, String connection, String expected, String came) {
  /** The same for all cases that fail in the same way: the step, and the kind of what came. */
  public String signature() {
    int end = came.indexOf('(');
    int bracket = came.indexOf('[');
    int cut = end < 0 ? bracket : bracket < 0 ? end : Math.min(end, bracket);
    return place.line() + ":" + (cut < 0 ? came : came.substring(0, cut)).strip();
  }
}
