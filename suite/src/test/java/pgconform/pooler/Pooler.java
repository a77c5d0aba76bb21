package pgconform.pooler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import pgconform.link.Transport;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.target.libpq.HostPort;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;
import pgconform.wire.ProtocolVersion;

/**
 * Stands before a server and gives its clients few backends in turn. One thread does all of it, so
 * that a cancel never meets a backend that changes hands.
 */
public final class Pooler implements AutoCloseable {
  /** For how long a client keeps a backend. */
  public enum Mode {
    SESSION,
    TRANSACTION,
    STATEMENT
  }

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long it waits if nothing happens; whoever closes it wakes it up. */
  private static final Duration IDLE = Duration.ofHours(1);

  private final Address server;
  private final int size;
  private final Mode mode;
  private final PoolerFault fault;
  private final Optional<ServerTls> tls;
  private final Optional<TlsSettings> upstreamTls;
  private final ProtocolVersion version;
  private final Poller poller = new Poller();
  private final Listener listener;
  private final ClientKeys keys;
  private final Map<String, Pool> pools = new HashMap<>();
  private final Set<PooledClient> clients = new LinkedHashSet<>();
  private final ForwardedCancels cancels = new ForwardedCancels(this);
  private final Thread thread;
  private volatile boolean closed;

  private Pooler(
      Address server,
      int size,
      Mode mode,
      PoolerFault fault,
      ProtocolVersion version,
      int port,
      Optional<ServerTls> tls,
      Optional<TlsSettings> upstreamTls)
      throws IOException {
    this.tls = tls;
    this.upstreamTls = upstreamTls;
    this.fault = fault;
    this.version = version;
    this.server = server;
    this.size = size;
    this.mode = mode;
    keys = new ClientKeys(fault);
    listener = Listener.onLoopback(poller, port);
    thread = new Thread(this::run, "pooler");
    thread.setDaemon(true);
  }

  /**
   * Starts a pooler on a port of its own.
   *
   * @param server where it takes its backends from; it has to trust every user
   * @param size the most backends for a user and a database
   */
  public static Pooler start(Address server, int size, Mode mode) throws IOException {
    return start(server, size, mode, PoolerFault.NONE);
  }

  /**
   * The same with a fault.
   *
   * @param fault what it does wrong, if anything
   */
  public static Pooler start(Address server, int size, Mode mode, PoolerFault fault)
      throws IOException {
    return start(server, size, mode, fault, ProtocolVersion.V3_0, 0);
  }

  /**
   * The same before a server that knows protocol 3.2, with TLS on both sides.
   *
   * @param fault what it does wrong, if anything
   */
  public static Pooler start(
      Address server,
      int size,
      Mode mode,
      PoolerFault fault,
      ServerTls tls,
      TlsSettings upstreamTls)
      throws IOException {
    return started(
        new Pooler(
            server,
            size,
            mode,
            fault,
            ProtocolVersion.V3_2,
            0,
            Optional.of(tls),
            Optional.of(upstreamTls)));
  }

  private static Pooler start(
      Address server, int size, Mode mode, PoolerFault fault, ProtocolVersion version, int port)
      throws IOException {
    return started(
        new Pooler(server, size, mode, fault, version, port, Optional.empty(), Optional.empty()));
  }

  private static Pooler started(Pooler pooler) {
    pooler.thread.start();
    return pooler;
  }

  /**
   * Runs a pooler until the process is ended, and prints its URL.
   *
   * @param args the URL of the server, the mode in lower case, the number of backends, and perhaps
   *     a port and a fault
   */
  public static void main(String[] args) throws Exception {
    ConnectionSettings settings = ConnectionUrl.parse(args[0], Map.of(), Path.of("/"));
    HostPort host = settings.hosts().get(0);
    Mode mode = Mode.valueOf(args[1].toUpperCase(Locale.ROOT));
    Pooler pooler =
        start(
            new Address.Tcp(host.address(), host.port()),
            Integer.parseInt(args[2]),
            mode,
            args.length > 4 ? PoolerFault.valueOf(args[4]) : PoolerFault.NONE,
            args.length > 3 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0,
            args.length > 3 ? Integer.parseInt(args[3]) : 0);
    System.out.println(pooler.url(settings.user(), settings.database()));
    pooler.thread.join();
  }

  /** How clients reach it. */
  public String url(String user, String database) {
    return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, listener.port(), database);
  }

  private void run() {
    try {
      serve();
    } catch (Died died) {
      // That is what it was asked to do.
    }
  }

  private void serve() {
    while (!closed) {
      poller.await(this::hasWork, cancels.due().orElseGet(() -> Deadline.in(IDLE)));
      cancels.forwardDue();
      if (listener.hasConnection()) {
        listener
            .accept(Transcript.none(), "client", Deadline.in(Duration.ZERO))
            .ifPresent(link -> clients.add(new PooledClient(this, link)));
      }
      cancels.settle();
      pools.values().forEach(pool -> new ArrayList<>(pool.backends()).forEach(Backend::work));
      new ArrayList<>(clients).forEach(PooledClient::work);
    }
  }

  private boolean hasWork() {
    return closed
        || listener.hasConnection()
        || cancels.hasWork()
        || clients.stream().anyMatch(PooledClient::hasWork)
        || pools.values().stream().flatMap(p -> p.backends().stream()).anyMatch(Backend::hasWork);
  }

  /** Where it listens. */
  public Address address() {
    return listener.address();
  }

  /** The version of the protocol that it speaks with the server. */
  ProtocolVersion version() {
    return version;
  }

  boolean has(PoolerFault other) {
    return fault == other;
  }

  Mode mode() {
    return mode;
  }

  /** The backends of a user and a database. */
  Pool pool(String user, String database) {
    return pools.computeIfAbsent(
        user + "\0" + database, name -> new Pool(this, user, database, size));
  }

  /** What it brings to the handshakes of clients; empty if it refuses TLS. */
  Optional<ServerTls> tls() {
    return tls;
  }

  /** Connects to the server. */
  Link connect() throws LinkException {
    return connect(upstreamTls);
  }

  /** The same in plaintext. */
  Link connectInClear() throws LinkException {
    return connect(Optional.empty());
  }

  private Link connect(Optional<TlsSettings> settings) throws LinkException {
    if (settings.isEmpty()) {
      return Link.connect(poller, Transcript.none(), "server", server, Deadline.in(PATIENCE));
    }
    return new Connector(server, settings.get())
        .open(poller, Transcript.none(), "server", Transport.TLS, Deadline.in(PATIENCE));
  }

  /** Closes the connection of a cancel. */
  void close(Link cancel) {
    if (has(PoolerFault.CLOSES_WITHOUT_NOTIFY)) {
      cancel.closeWithoutNotify();
    } else {
      cancel.close();
    }
  }

  /** A key that no other client has; the process ID is nobody's in particular. */
  BackendKeyData newKey(ProtocolVersion negotiated) {
    return keys.next(
        negotiated,
        id -> clients.stream().anyMatch(c -> c.key().filter(k -> k.processId() == id).isPresent()));
  }

  /** A client has sent a CancelRequest. */
  void cancel(CancelRequest request, Link from) {
    cancels.receive(request, from);
  }

  /** A server session is free: what waits for that goes on. */
  void free() {
    cancels.free();
  }

  /** All clients of now. */
  Stream<PooledClient> clients() {
    return List.copyOf(clients).stream();
  }

  /** The backends of all users and databases. */
  Collection<Pool> pools() {
    return pools.values();
  }

  /** Does nothing for as long as it lives. */
  void hang() {
    poller.await(() -> closed, Deadline.in(IDLE));
  }

  /** It ends at once, with all of its connections. */
  void die() {
    closed = true;
    listener.close();
    clients.forEach(PooledClient::cut);
    pools.values().forEach(pool -> pool.backends().forEach(Backend::cut));
    throw new Died();
  }

  /** The end of its thread. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void forget(PooledClient client) {
    clients.remove(client);
    if (has(PoolerFault.KEEPS_KEYS)) {
      client.key().ifPresent(keys::giveAgain);
    }
  }

  @Override
  public void close() {
    closed = true;
    poller.wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    poller.close();
  }
}
