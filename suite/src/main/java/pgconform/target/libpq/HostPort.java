package pgconform.target.libpq;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A place where a server may answer.
 *
 * @param host a host name, an address, or - starting with {@code /}, or with {@code @} for an
 *     abstract one - the directory of a Unix socket; never empty
 * @param hostaddr the address to connect to in place of looking the host name up
 * @param port the TCP port, for a Unix socket the number in its file name
 */
public record HostPort(String host, Optional<String> hostaddr, int port) {
  /** The port of PostgreSQL when none is named. */
  public static final int DEFAULT_PORT = 5432;

  /** Checks what would otherwise fail in a socket call only. */
  public HostPort {
    Objects.requireNonNull(hostaddr);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("empty host");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port out of range");
    }
  }

  /** Makes a host without a separate address. */
  public HostPort(String host, int port) {
    this(host, Optional.empty(), port);
  }

  /** Tells whether this is a Unix socket; where an address is given as well, libpq prefers that. */
  public boolean isUnixSocket() {
    return hostaddr.isEmpty() && (host.startsWith("/") || host.startsWith("@"));
  }

  /** Returns the name or address to connect to over TCP. */
  public String address() {
    return hostaddr.orElse(host);
  }

  /**
   * Returns the file of the Unix socket; for an abstract socket the name with its leading
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
