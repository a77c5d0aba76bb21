package pgconform.target.libpq;

/** libpq's {@code sslmode}: how much TLS the client insists on. */
public enum SslMode implements KeywordParameter {
  /** No TLS. */
  DISABLE,
  /** TLS only if the server refuses to do without. */
  ALLOW,
  /** TLS if the server has it; the default. */
  PREFER,
  /** TLS, without verification of the server. */
  REQUIRE,
  /** TLS, with a certificate of a trusted authority. */
  VERIFY_CA,
  /** As {@link #VERIFY_CA}, and the certificate names the host. */
  VERIFY_FULL
}
