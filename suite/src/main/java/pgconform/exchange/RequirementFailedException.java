package pgconform.exchange;

import pgconform.scenario.Place;

/** Ends a case because a step was not satisfied, so that the requirement is broken. */
final class RequirementFailedException extends CaseEnded {
  private static final long serialVersionUID = 1L;

  final transient Evidence evidence;

  RequirementFailedException(Place place, String connection, Expected expected, Actual came) {
    super(null);
    evidence = new Evidence(place, connection, expected, came);
  }

  /** Ends the case after a wait that began at a moment of {@link System#nanoTime()}. */
  RequirementFailedException(
      Place place, String connection, Expected expected, Actual came, long waiting) {
    super(null);
    evidence = new Evidence(place, connection, expected, came, waiting);
  }
}
