package pgconform.target.libpq;

/** libpq's {@code gssencmode}: GSSAPI encryption. */
public enum GssEncMode implements KeywordParameter {
  /** No encryption is used; the default of a libpq that is built without GSSAPI. */
  DISABLE,
  /** Encryption is used if there are credentials. */
  PREFER,
  /** A session without encryption is refused. */
  REQUIRE
}
