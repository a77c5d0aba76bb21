package pgconform.junit;

/**
 * Says how a server breaks a requirement; it has no stack trace, since the place in the program is
 * irrelevant.
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
