package pgconform.target.failure;

/**
 * Says that the words which name a target cannot be understood.
 *
 * <p>The message is one sentence for the user; it never holds a password, nor text that might be a
 * part of one.
 */
public class BadTarget extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says in one sentence what is wrong. */
  public BadTarget(String sentence) {
    super(sentence);
  }
}
