package pgconform.target.libpq;

/** libpq's {@code sslmode}: how much TLS the client insists on. */
public enum SslMode implements KeywordParameter {
  /** TLS is not used. */
  DISABLE,
  /** TLS is used only if the server refuses a connection without it. */
  ALLOW,
  /** TLS is used if the server supports it; the default. */
  PREFER,
  /** TLS is required, without verification of the server. */
  REQUIRE,
  /** TLS is required, with a certificate of a trusted authority. */
  VERIFY_CA,
  /** Like {@link #VERIFY_CA}, but the certificate must also name the host. */
  VERIFY_FULL
}
