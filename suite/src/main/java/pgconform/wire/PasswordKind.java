package pgconform.wire;

/**
 * The messages that share the type byte 'p'; only the preceding messages show which one is meant.
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

  /** The type byte that they share. */
  public static final int TYPE = 'p';
}
