package pgconform.selftest;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.TlsSettings;
import pgconform.link.Transcript;
import pgconform.target.libpq.HostPort;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/**
 * Stands before a real server on a port of its own, shows the server's certificate, and passes
 * everything on as it came, except where its {@link Rules} say otherwise. One thread does all of
 * it, so that rules need no locks.
 */
public final class Proxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long it waits if nothing happens; whoever closes it wakes it up. */
  private static final Duration IDLE = Duration.ofHours(1);

  private final Connector server;
  private final SSLContext certificate;
  private final Rules rules;
  private final Poller poller = new Poller();
  private final Listener listener;
  private final Optional<Listener> local;
  private final Set<ProxiedConnection> connections = new LinkedHashSet<>();
  private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at));
  private final Thread thread;
  private volatile boolean closed;

  private record Later(long at, Runnable task) {}

  private Proxy(Connector server, SSLContext certificate, Rules rules) throws IOException {
    this.server = server;
    this.certificate = certificate;
    this.rules = rules;
    listener = Listener.onLoopback(poller);
    local =
        server.unixSocket().isPresent()
            ? Optional.of(
                Listener.onUnixSocket(
                    poller,
                    ((Address.Unix) server.unixSocket().get())
                        .file()
                        .resolveSibling(".s.PGSQL." + listener.port())))
            : Optional.empty();
    thread = new Thread(this::run, "pgconform-proxy");
    thread.setDaemon(true);
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
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  HostPort hostPort() {
    return new HostPort("127.0.0.1", listener.port());
  }

  /** How to reach it, where that cannot be found out. */
  Connector connector() {
    Optional<Address> place = socket().map(Address.class::cast);
    return new Connector(listener.address(), place, place, server.tls());
  }

  /** Its Unix socket, if the server has one. */
  Optional<Address.Unix> socket() {
    return local.map(unix -> (Address.Unix) unix.address());
  }

  private void run() {
    while (!closed) {
      poller.await(this::hasWork, next());
      if (listener.hasConnection()) {
        accept(listener, server.address());
      }
      if (local.isPresent() && local.get().hasConnection()) {
        accept(local.get(), server.unixSocket().orElseThrow());
      }
      while (!later.isEmpty() && next().passed()) {
        later.remove().task.run();
      }
      connections().forEach(ProxiedConnection::work);
      // One connection may have something said on another one.
      connections().forEach(ProxiedConnection::settle);
    }
  }

  private boolean hasWork() {
    return closed
        || listener.hasConnection()
        || local.filter(Listener::hasConnection).isPresent()
        || connections.stream().anyMatch(ProxiedConnection::hasWork);
  }

  private Deadline next() {
    return later.isEmpty() ? Deadline.in(IDLE) : new Deadline(later.peek().at);
  }

  private void accept(Listener from, Address onTo) {
    Transcript nothing = Transcript.none();
    Link client = from.accept(nothing, "client", Deadline.in(Duration.ZERO)).orElse(null);
    if (client == null) {
      return;
    }
    try {
      Link upstream = Link.connect(poller, nothing, "server", onTo, Deadline.in(PATIENCE));
      ProxiedConnection connection =
          new ProxiedConnection(this, rules, client, upstream, onTo instanceof Address.Unix);
      connections.add(connection);
      rules.opened.accept(connection);
    } catch (LinkException e) {
      // The server takes no connection, so that this one gets no answer either.
      client.close();
    }
  }

  /** The server's side of a handshake with a client, as PostgreSQL has it. */
  ServerTls serverTls() {
    return new ServerTls(certificate, rules.alpn, rules.serverNames);
  }

  /** The client's side of a handshake with the server. */
  TlsSettings clientTls() {
    return server.tls();
  }

  /** The connections that are open, the oldest first. */
  List<ProxiedConnection> connections() {
    connections.removeIf(connection -> !connection.isOpen());
    return new ArrayList<>(connections);
  }

  /** The sessions that have a key, the oldest first. */
  List<ProxiedConnection> sessions() {
    return connections().stream().filter(connection -> connection.state.key != null).toList();
  }

  /** The first session that a CancelRequest could be meant for. */
  Optional<ProxiedConnection> session(Predicate<BackendKeyData> isMeant) {
    return sessions().stream().filter(s -> isMeant.test(s.state.known())).findFirst();
  }

  /** Does something after a time. */
  void later(long millis, Runnable task) {
    later.add(new Later(System.nanoTime() + Duration.ofMillis(millis).toNanos(), task));
  }

  /** Delivers a CancelRequest on a connection of its own, and waits until the server closes it. */
  void deliver(CancelRequest request) {
    try (Poller own = new Poller()) {
      send(own, request.encode()).next(Deadline.in(PATIENCE));
    } catch (LinkException e) {
      // A cancel that is lost is one of many things that a broken server does.
    }
  }

  /** Starts a session that nobody uses, as another one was started; it ends with the proxy. */
  void occupySlot() {
    sessions().stream()
        .findFirst()
        .ifPresent(
            model -> {
              try {
                send(poller, model.state.startup.encode());
              } catch (LinkException e) {
                // No slot is left to be taken.
              }
            });
  }

  private Link send(Poller watching, Bytes octets) throws LinkException {
    Deadline deadline = Deadline.in(PATIENCE);
    Link link = Link.connect(watching, Transcript.none(), "own", server.address(), deadline);
    link.send(octets, List.of(), deadline);
    return link;
  }

  /** Ends all connections without a word and stops listening. */
  @Override
  public void close() {
    closed = true;
    poller.wake();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    local.ifPresent(Listener::close);
    poller.close();
  }
}
