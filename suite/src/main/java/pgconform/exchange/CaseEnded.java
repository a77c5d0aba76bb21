package pgconform.exchange;

/** Ends a case before all its steps have been carried out. */
abstract sealed class CaseEnded extends Exception
    permits PreconditionFailedException,
        RequirementFailedException,
        OutcomeReachedException,
        CannotJudgeException {
  private static final long serialVersionUID = 1L;

  /** Ends the case without a stack trace, which would say nothing about the target. */
  CaseEnded(String message) {
    super(message, null, false, false);
  }
}
