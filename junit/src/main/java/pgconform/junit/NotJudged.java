package pgconform.junit;

/** Says why a requirement, or a target as a whole, could not be judged. */
final class NotJudged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotJudged(String message) {
    super(message, null, false, false);
  }
}
