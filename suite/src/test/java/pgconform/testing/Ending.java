package pgconform.testing;

/** How a client ended its side of a connection, as the server sees it. */
public enum Ending {
  /** With FIN, and nothing was encrypted. */
  FIN,
  /** With the close_notify alert of TLS. */
  CLOSE_NOTIFY,
  /** With FIN inside of TLS. */
  TRUNCATED,
  /** With RST. */
  RST
}
