package pgconform.exchange;

import pgconform.scenario.Place;

/** A step was not satisfied. */
final class Broken extends CaseEnded {
  private static final long serialVersionUID = 1L;

  /** What came where nothing did. */
  static final String NOTHING = "nothing, until the time limit";

  final transient Evidence evidence;

  Broken(Place place, String connection, String expected, String came) {
    super(null);
    evidence = new Evidence(place, connection, expected, came);
  }
}
