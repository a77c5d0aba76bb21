package pgconform.cli;

/** What the user asked for cannot be done as asked; the message says what to change. */
final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
