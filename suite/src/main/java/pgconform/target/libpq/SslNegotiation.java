package pgconform.target.libpq;

/** libpq's {@code sslnegotiation}: how TLS begins. */
public enum SslNegotiation implements KeywordParameter {
  /** TLS begins with an SSLRequest. */
  POSTGRES,
  /** TLS begins with the handshake itself, with ALPN; supported by servers from release 17 on. */
  DIRECT
}
