package pgconform.exchange;

/** The suite cannot tell; the message is one sentence. */
final class Unable extends Exception {
  private static final long serialVersionUID = 1L;

  Unable(String message) {
    super(message, null, false, false);
  }
}
