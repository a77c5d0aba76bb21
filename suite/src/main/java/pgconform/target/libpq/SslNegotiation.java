package pgconform.target.libpq;

/** libpq's {@code sslnegotiation}: how TLS begins. */
public enum SslNegotiation implements KeywordParameter {
  /** With an SSLRequest. */
  POSTGRES,
  /** With the TLS handshake itself, by ALPN; servers from 17. */
  DIRECT
}
