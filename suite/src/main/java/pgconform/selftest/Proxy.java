package pgconform.selftest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.TlsSettings;
import pgconform.target.libpq.HostPort;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;

/**
 * Stands before a real server on a port of its own, shows the server's certificate, and passes
 * everything on as it came, except where its {@link Rules} say otherwise. One thread does all of
 * it, so that rules need no locks.
 */
public final class Proxy implements AutoCloseable {
  private static final int BACKLOG = 200;
  private static final int CANCEL_MILLIS = 2_000;

  private final SocketAddress server;
  private final TlsSettings tls;
  private final SSLContext certificate;
  private final Rules rules;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final ServerSocketChannel local;
  private final Optional<Path> real;
  private final Set<Relay> relays = new LinkedHashSet<>();
  private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at));
  private final Thread thread;
  private final List<Socket> occupied = new ArrayList<>();
  private volatile boolean closed;

  private record Later(long at, Runnable task) {}

  /** Opens what it will need, and does nothing with it yet. */
  private Proxy(Connector server, SSLContext certificate, Rules rules) throws IOException {
    this.server = server.address().socketAddress();
    this.tls = server.tls();
    this.certificate = certificate;
    this.rules = rules;
    real = server.unixSocket().map(address -> ((Address.Unix) address).file());
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    local = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    thread = new Thread(this::run, "pgconform-proxy");
    thread.setDaemon(true);
  }

  private void listen() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    listen(listener, new InetSocketAddress(loopback, 0), server);
    if (real.isPresent()) {
      SocketAddress onTo = UnixDomainSocketAddress.of(real.get());
      listen(local, socket().orElseThrow().socketAddress(), onTo);
    }
    thread.start();
  }

  /** Takes connections at an address, each of which goes on to another one. */
  private void listen(ServerSocketChannel channel, SocketAddress at, SocketAddress onTo)
      throws IOException {
    channel.bind(at, BACKLOG);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT, onTo);
  }

  private int port() {
    return listener.socket().getLocalPort();
  }

  /**
   * Starts before a server.
   *
   * @param certificate the server's
   * @param rules what it does with what comes
   */
  static Proxy start(Connector server, SSLContext certificate, Rules rules) {
    try {
      Proxy proxy = new Proxy(server, certificate, rules);
      try {
        proxy.listen();
      } catch (IOException e) {
        proxy.close();
        throw e;
      }
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  HostPort hostPort() {
    return new HostPort("127.0.0.1", port());
  }

  /** How to reach it, where that cannot be found out. */
  Connector connector() {
    Optional<Address> place = socket().map(Address.class::cast);
    return new Connector(new Address.Tcp("127.0.0.1", port()), place, place, tls);
  }

  /** Its Unix socket, if the server has one. */
  Optional<Address.Unix> socket() {
    return real.map(file -> new Address.Unix(file.resolveSibling(".s.PGSQL." + port())));
  }

  private void run() {
    try {
      while (!closed) {
        long wait = later.isEmpty() ? 0 : later.peek().at - System.nanoTime();
        if (later.isEmpty() || wait > 0) {
          // Zero would mean for ever.
          selector.select(this::handle, later.isEmpty() ? 0 : 1 + wait / 1_000_000);
        } else {
          later.remove().task.run();
          for (Relay relay : relays()) {
            relay.settle();
          }
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      // The end, from one side or the other.
    } finally {
      relays.forEach(Relay::abandon);
      occupied.forEach(Proxy::close);
    }
  }

  private void handle(SelectionKey key) {
    if (key.isValid() && key.isAcceptable()) {
      accept((ServerSocketChannel) key.channel(), (SocketAddress) key.attachment());
    } else if (key.attachment() instanceof Relay relay) {
      relay.handle(key);
      if (!relay.isOpen()) {
        relays.remove(relay);
      }
    }
  }

  private void accept(ServerSocketChannel channel, SocketAddress onTo) {
    SocketChannel client = null;
    try {
      client = channel.accept();
      if (client != null) {
        SocketChannel upstream = SocketChannel.open(onTo);
        Relay relay = new Relay(this, rules, client, upstream, selector);
        relays.add(relay);
        rules.opened.accept(relay);
        relay.settle();
      }
    } catch (IOException e) {
      // The server takes no connection, so that this one gets no answer either.
      close(client);
    }
  }

  private static void close(Closeable channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  /** The server's side of a handshake with a client, as PostgreSQL has it. */
  SSLEngine serverSide() {
    SSLEngine engine = certificate.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(rules.alpn.toArray(String[]::new));
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** The client's side of a handshake with the server. */
  SSLEngine clientSide() {
    return tls.engine(List.of(TlsSettings.ALPN));
  }

  /** The relays that are open, the oldest first. */
  List<Relay> relays() {
    relays.removeIf(relay -> !relay.isOpen());
    return new ArrayList<>(relays);
  }

  /** The sessions that have a key, the oldest first. */
  List<Relay> sessions() {
    return relays().stream().filter(relay -> relay.state.key != null).toList();
  }

  /** The first session that a CancelRequest could be meant for. */
  Optional<Relay> session(Predicate<BackendKeyData> isMeant) {
    return sessions().stream().filter(s -> isMeant.test(s.state.known())).findFirst();
  }

  /** Does something after a time. */
  void later(long millis, Runnable task) {
    later.add(new Later(System.nanoTime() + Duration.ofMillis(millis).toNanos(), task));
  }

  /** Delivers a CancelRequest on a connection of its own, and waits until the server closes it. */
  void deliver(CancelRequest request) {
    try (Socket socket = new Socket()) {
      socket.connect(server, CANCEL_MILLIS);
      socket.setSoTimeout(CANCEL_MILLIS);
      socket.getOutputStream().write(request.encode().toArray());
      socket.getInputStream().read();
    } catch (IOException e) {
      // A cancel that is lost is one of many things that a broken server does.
    }
  }

  /** Starts a session that nobody uses, as another one was started; it ends with the proxy. */
  void occupySlot() {
    Optional<Relay> model = sessions().stream().findFirst();
    if (model.isEmpty()) {
      return;
    }
    try {
      Socket socket = new Socket();
      occupied.add(socket);
      socket.connect(server, CANCEL_MILLIS);
      socket.getOutputStream().write(model.get().state.startup.encode().toArray());
    } catch (IOException e) {
      // No slot is left to be taken.
    }
  }

  /** Ends all connections without a word and stops to listen. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(5_000);
      Optional<Address.Unix> socket = socket();
      listener.close();
      local.close();
      if (socket.isPresent()) {
        Files.deleteIfExists(socket.get().file());
      }
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
