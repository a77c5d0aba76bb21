package pgconform.testing;

/** A query was cancelled. */
final class Cancelled extends Exception {
  private static final long serialVersionUID = 1L;

  Cancelled() {
    super(null, null, false, false);
  }
}
