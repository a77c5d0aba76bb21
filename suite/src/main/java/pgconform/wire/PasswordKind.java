package pgconform.wire;

/**
 * Which of the messages that share the type byte 'p' is meant; only the dialogue so far can tell.
 */
public enum PasswordKind {
  /** A {@link PasswordMessage}. */
  PASSWORD,
  /** A {@link SASLInitialResponse}. */
  SASL_INITIAL,
  /** A {@link SASLResponse}. */
  SASL,
  /** A {@link GSSResponse}. */
  GSS;

  /** The type byte they share. */
  public static final int TYPE = 'p';
}
