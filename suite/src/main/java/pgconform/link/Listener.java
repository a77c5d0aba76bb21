package pgconform.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import pgconform.wire.Side;

/**
 * Listens on an address, accepts the connections of clients, and returns them as links, which
 * decode the messages of clients.
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 200;

  /**
   * The number of accepted connections that are kept until they are used; further ones wait in the
   * backlog.
   */
  private static final int MOST_WAITING = 200;

  private final Poller poller;
  private final ServerSocketChannel channel;
  private final Address address;
  private final SelectionKey key;
  private final Deque<SocketChannel> waiting = new ArrayDeque<>();
  private boolean closed;

  private final Poller.Watched watched =
      new Poller.Watched() {
        @Override
        public void ready() {
          try {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
              waiting.add(accepted);
            }
          } catch (IOException e) {
            // The client has disconnected, or no further file can be opened.
          }
          key.interestOps(waiting.size() < MOST_WAITING ? SelectionKey.OP_ACCEPT : 0);
        }

        @Override
        public void abandon() {
          closed = true;
          try {
            channel.close();
            for (SocketChannel nobodys : waiting) {
              nobodys.close();
            }
          } catch (IOException e) {
            // The failure has no consequences.
          }
          waiting.clear();
        }
      };

  private Listener(Poller poller, ServerSocketChannel channel, Address address) throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.address = address;
    channel.configureBlocking(false);
    key = channel.register(poller.selector(), SelectionKey.OP_ACCEPT, watched);
  }

  /** Listens on a port of the loopback address that the system chooses. */
  public static Listener onLoopback(Poller poller) throws IOException {
    return onLoopback(poller, 0);
  }

  /** Listens on a port of the loopback address; zero for one that the system chooses. */
  public static Listener onLoopback(Poller poller, int port) throws IOException {
    return onLoopback(poller, "127.0.0.1", port);
  }

  /**
   * Listens on a port of another loopback address.
   *
   * @param address the address as a number
   * @param port the port; 0 for one that the system chooses
   */
  public static Listener onLoopback(Poller poller, String address, int port) throws IOException {
    InetAddress loopback = InetAddress.getByName(address);
    if (!loopback.isLoopbackAddress()) {
      throw new IOException(address + " is no loopback address");
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(new InetSocketAddress(loopback, port), BACKLOG);
      return new Listener(
          poller, channel, new Address.Tcp(address, channel.socket().getLocalPort()));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Listens on a Unix-domain socket, whose file is deleted when the listener is closed. */
  public static Listener onUnixSocket(Poller poller, Path file) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(file), BACKLOG);
    return new Listener(poller, channel, new Address.Unix(file));
  }

  /** Returns the address on which it listens. */
  public Address address() {
    return address;
  }

  /** Returns the port on which it listens; TCP only. */
  public int port() {
    return ((Address.Tcp) address).port();
  }

  /** Returns whether an accepted connection is waiting; does not check the socket. */
  public boolean hasConnection() {
    return poller.locked(() -> !waiting.isEmpty());
  }

  /**
   * Returns the next connection; empty if there is none by the deadline, or if the listener was
   * closed.
   *
   * @param name the name of the connection in transcripts
   */
  public Optional<Link> accept(Transcript transcript, String name, Deadline deadline) {
    return accept(poller, transcript, name, deadline);
  }

  /**
   * Returns the next connection, which is watched by another poller so that another thread can wait
   * for it.
   */
  public Optional<Link> accept(
      Poller watching, Transcript transcript, String name, Deadline deadline) {
    ConnectionTranscript part = new ConnectionTranscript(transcript, name, Side.FRONTEND);
    while (poller.await(() -> closed || !waiting.isEmpty(), deadline)) {
      SocketChannel accepted = poller.locked(this::take);
      if (accepted == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(Link.accepted(watching, part, accepted, from(accepted)));
      } catch (IOException e) {
        // This client is already gone; another one may come.
      }
    }
    return Optional.empty();
  }

  private Address from(SocketChannel accepted) throws IOException {
    return accepted.getRemoteAddress() instanceof InetSocketAddress client
        ? new Address.Tcp(client.getAddress().getHostAddress(), client.getPort())
        : address;
  }

  private SocketChannel take() {
    if (!closed) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
    return waiting.poll();
  }

  /** Stops listening; the links that it has returned are not affected. */
  @Override
  public void close() {
    poller.locked(
        () -> {
          if (!closed) {
            key.cancel();
            watched.abandon();
            poller.forgetClosed();
          }
        });
    poller.wake();
    if (address instanceof Address.Unix unix) {
      try {
        Files.deleteIfExists(unix.file());
      } catch (IOException e) {
        // No client can connect to it any more.
      }
    }
  }
}
