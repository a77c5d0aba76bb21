package pgconform.target.probe;

import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;

/**
 * The kinds of connections for which a server can have different rules about logins: those that
 * entries of pg_hba.conf tell apart.
 */
enum ConnectionKind {
  /** Those that {@code local} entries are about. */
  UNIX_SOCKET("the Unix socket"),
  /** Those that {@code hostssl} entries are about. */
  TLS("TLS"),
  /** Those that {@code hostnossl} entries are about. */
  PLAIN("TCP without TLS");

  private final String words;

  ConnectionKind(String words) {
    this.words = words;
  }

  /** Returns the kind of the connections over a transport. */
  static ConnectionKind of(Transport transport, Connector connector) {
    return switch (transport) {
      case TLS, DIRECT_TLS, TLS_AFTER_GSS -> TLS;
      case UNIX_SOCKET -> UNIX_SOCKET;
      case PLAIN, PLAIN_AFTER_GSS -> at(connector.address());
      case PLAIN_AFTER_SSL -> at(connector.tlsRefused().orElse(connector.address()));
    };
  }

  private static ConnectionKind at(Address address) {
    return address instanceof Address.Unix ? UNIX_SOCKET : PLAIN;
  }

  @Override
  public String toString() {
    return words;
  }
}
