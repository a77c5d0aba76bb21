package pgconform.exchange;

/**
 * Ends a case because a precondition could not be set up. Other requirements judge that
 * precondition.
 */
final class PreconditionFailedException extends CaseEnded {
  private static final long serialVersionUID = 1L;

  final SetUp what;
  final transient Evidence evidence;

  /**
   * Ends the case.
   *
   * @param evidence the event that was received instead of the precondition
   */
  PreconditionFailedException(SetUp what, Evidence evidence) {
    super("%s could not be set up: %s".formatted(what, evidence.sentence()));
    this.what = what;
    this.evidence = evidence;
  }
}
