package pgconform.target.failure;

/**
 * Reports that the words for a target cannot be understood.
 *
 * <p>The message is one sentence for the user; it never contains a password, or text that might be
 * a part of one.
 */
public class BadTarget extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes one sentence that describes what is wrong. */
  public BadTarget(String sentence) {
    super(sentence);
  }
}
