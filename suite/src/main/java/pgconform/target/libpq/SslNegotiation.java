package pgconform.target.libpq;

import pgconform.target.failure.BadTarget;

/** libpq's {@code sslnegotiation}: how TLS begins. */
public enum SslNegotiation implements Choice {
  /** With an SSLRequest. */
  POSTGRES("postgres"),
  /** With the TLS handshake itself, by ALPN; servers from 17. */
  DIRECT("direct");

  private final String text;

  SslNegotiation(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** The value for libpq's word, or {@link BadTarget} with the words there are. */
  public static SslNegotiation parse(String text) {
    return Choice.parse("sslnegotiation", text, values());
  }
}
