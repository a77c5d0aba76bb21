package pgconform.junit;

/**
 * Says how a server breaks a requirement; where in the program it was noticed is of no interest.
 */
final class RequirementBroken extends AssertionError {
  private static final long serialVersionUID = 1L;

  RequirementBroken(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
