package pgconform.target.libpq;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The host and port of a server.
 *
 * @param host a host name, an address, or - starting with {@code /}, or with {@code @} for an
 *     abstract one - the directory of a Unix socket; never empty
 * @param hostaddr the address to connect to, instead of looking up the host name
 * @param port the TCP port; for a Unix socket, the number in its file name
 */
public record HostPort(String host, Optional<String> hostaddr, int port) {
  /** The default port of PostgreSQL. */
  public static final int DEFAULT_PORT = 5432;

  /** Checks what would otherwise only fail in a socket call. */
  public HostPort {
    Objects.requireNonNull(hostaddr);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("empty host");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port out of range");
    }
  }

  /** Creates a host without a separate address. */
  public HostPort(String host, int port) {
    this(host, Optional.empty(), port);
  }

  /**
   * Returns whether this is a Unix socket; if an address is given as well, libpq prefers the
   * address.
   */
  public boolean isUnixSocket() {
    return hostaddr.isEmpty() && (host.startsWith("/") || host.startsWith("@"));
  }

  /** Returns the name or address to connect to over TCP. */
  public String address() {
    return hostaddr.orElse(host);
  }

  /**
   * Returns the file of the Unix socket; for an abstract socket, the name with its leading
   * {@code @}.
   */
  public Path socketFile() {
    if (!isUnixSocket()) {
      throw new IllegalStateException(this + " is not a Unix socket");
    }
    return Path.of(host, ".s.PGSQL." + port);
  }

  @Override
  public String toString() {
    if (isUnixSocket()) {
      return socketFile().toString();
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
