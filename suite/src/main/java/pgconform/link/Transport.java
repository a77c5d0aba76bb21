package pgconform.link;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a connection is encrypted before the startup packet is sent. */
public enum Transport {
  /** No encryption. */
  PLAIN,
  /** TLS after SSLRequest was answered with S. */
  TLS,
  /** TLS from the first byte, with ALPN {@code postgresql}; PostgreSQL 17 and later. */
  DIRECT_TLS,
  /** Plaintext after GSSENCRequest was answered with N. */
  PLAIN_AFTER_GSS,
  /** TLS by SSLRequest, after GSSENCRequest was answered with N on the same connection. */
  TLS_AFTER_GSS,
  /**
   * No encryption: the server's Unix-domain socket, if it is known in addition to another address.
   */
  UNIX_SOCKET,
  /** Plaintext after SSLRequest was answered with N, at an address where this happens. */
  PLAIN_AFTER_SSL;

  /**
   * Returns the name used in scenario files: {@code plain}, {@code tls}, {@code direct tls} and so
   * on.
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Returns the transport with this name.
   *
   * @throws IllegalArgumentException with a sentence that lists the names, if there is no such
   *     transport
   */
  public static Transport parse(String name) {
    for (Transport transport : values()) {
      if (transport.toString().equals(name)) {
        return transport;
      }
    }
    throw new IllegalArgumentException(
        "there is no transport '%s', only %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(Transport::toString)
                    .collect(Collectors.joining(", "))));
  }
}
