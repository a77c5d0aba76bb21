package pgconform.target.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.link.Address;
import pgconform.target.libpq.ConnectionSettings;

/**
 * Finds out whether a server listens at an address before another is started there. The one that is
 * started could not have the address, and the other would be judged in its place.
 */
final class Occupant {
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private Occupant() {}

  /** Returns the first address of a server at which something accepts connections. */
  static Optional<Address> of(ConnectionSettings settings, Optional<Address> unixSocket) {
    Stream<Address> hosts =
        settings.hosts().stream()
            .map(
                host ->
                    host.isUnixSocket()
                        ? new Address.Unix(host.socketFile())
                        : new Address.Tcp(host.address(), host.port()));
    return Stream.concat(hosts, unixSocket.stream()).filter(Occupant::accepts).findFirst();
  }

  private static boolean accepts(Address address) {
    try {
      return address instanceof Address.Tcp tcp ? accepts(tcp) : accepts((Address.Unix) address);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean accepts(Address.Tcp address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.host(), address.port()), (int) ATTEMPT.toMillis());
      // Linux connects a socket to itself if it happens to choose the port that it connects to.
      return !socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
    }
  }

  private static boolean accepts(Address.Unix address) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // It is connected at once or not at all.
      channel.configureBlocking(false);
      return channel.connect(address.socketAddress());
    }
  }
}
