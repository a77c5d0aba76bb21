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
 * Stands in front of a real server on a separate port, presents the server's certificate, and
 * passes everything on unchanged, unless its {@link Rules} say otherwise. A single thread does all
 * the work, so that rules need no locks.
 */
public final class Proxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long it waits if nothing happens; closing wakes it up. */
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
   * Starts in front of a server.
   *
   * @param certificate the certificate of the server
   * @param rules what it does with the data that it receives
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

  /** Returns the address on which it listens. */
  HostPort hostPort() {
    return new HostPort("127.0.0.1", listener.port());
  }

  /** Returns how to reach it, for cases that cannot be probed. */
  Connector connector() {
    Optional<Address> place = socket().map(Address.class::cast);
    return new Connector(listener.address(), place, place, server.tls());
  }

  /** Returns its Unix socket, if the server has one. */
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
      // One connection may have caused data to be sent on another one.
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
      // The server does not accept the connection, so the client gets no answer either.
      client.close();
    }
  }

  /** Returns the server's side of a TLS handshake with a client, as in PostgreSQL. */
  ServerTls serverTls() {
    return new ServerTls(certificate, rules.alpn, rules.serverNames);
  }

  /** Returns the client's side of a TLS handshake with the server. */
  TlsSettings clientTls() {
    return server.tls();
  }

  /** Returns the open connections, the oldest first. */
  List<ProxiedConnection> connections() {
    connections.removeIf(connection -> !connection.isOpen());
    return new ArrayList<>(connections);
  }

  /** Returns the sessions that have a key, the oldest first. */
  List<ProxiedConnection> sessions() {
    return connections().stream().filter(connection -> connection.state.key != null).toList();
  }

  /** Returns the first session that a CancelRequest may be meant for. */
  Optional<ProxiedConnection> session(Predicate<BackendKeyData> isMeant) {
    return sessions().stream().filter(s -> isMeant.test(s.state.known())).findFirst();
  }

  /** Runs a task after a time. */
  void later(long millis, Runnable task) {
    later.add(new Later(System.nanoTime() + Duration.ofMillis(millis).toNanos(), task));
  }

  /** Delivers a CancelRequest on a separate connection, and waits until the server closes it. */
  void deliver(CancelRequest request) {
    try (Poller own = new Poller()) {
      send(own, request.encode()).next(Deadline.in(PATIENCE));
    } catch (LinkException e) {
      // A lost cancel is one of many things that a broken server may cause.
    }
  }

  /** Starts an unused session like an existing one; it ends with the proxy. */
  void occupySlot() {
    sessions().stream()
        .findFirst()
        .ifPresent(
            model -> {
              try {
                send(poller, model.state.startup.encode());
              } catch (LinkException e) {
                // There is no free slot.
              }
            });
  }

  private Link send(Poller watching, Bytes octets) throws LinkException {
    Deadline deadline = Deadline.in(PATIENCE);
    Link link = Link.connect(watching, Transcript.none(), "own", server.address(), deadline);
    link.send(octets, List.of(), deadline);
    return link;
  }

  /** Ends all connections without sending anything, and stops listening. */
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
