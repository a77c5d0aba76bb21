package pgconform.target.libpq;

import pgconform.target.failure.BadTarget;

/** libpq's {@code sslmode}: how much TLS the client insists on. */
public enum SslMode implements Choice {
  /** No TLS. */
  DISABLE("disable"),
  /** TLS only if the server refuses to do without. */
  ALLOW("allow"),
  /** TLS if the server has it; the default. */
  PREFER("prefer"),
  /** TLS, whoever the server is. */
  REQUIRE("require"),
  /** TLS, with a certificate of a trusted authority. */
  VERIFY_CA("verify-ca"),
  /** As {@link #VERIFY_CA}, and the certificate names the host. */
  VERIFY_FULL("verify-full");

  private final String text;

  SslMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** The value for libpq's word, or {@link BadTarget} with the words there are. */
  public static SslMode parse(String text) {
    return Choice.parse("sslmode", text, values());
  }
}
