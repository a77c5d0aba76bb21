package pgconform.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The address of a server. */
public sealed interface Address {
  /** Returns the socket address; resolves a host name again at each call. */
  SocketAddress socketAddress();

  /** Returns the host name that a certificate must contain; {@code localhost} for a Unix socket. */
  String host();

  /** A TCP port of a host given by name or address. */
  record Tcp(String host, int port) implements Address {
    @Override
    public SocketAddress socketAddress() {
      return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A Unix-domain socket, named by its file. */
  record Unix(Path file) implements Address {
    @Override
    public SocketAddress socketAddress() {
      return UnixDomainSocketAddress.of(file);
    }

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }
}
