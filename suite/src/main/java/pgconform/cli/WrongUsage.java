package pgconform.cli;

/** Reports that a request of the user cannot be carried out; the message says what to change. */
final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
