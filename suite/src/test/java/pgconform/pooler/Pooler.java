package pgconform.pooler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Event;
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
import pgconform.wire.ErrorResponse;
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

  /** How long it lets a cancel wait that it passes on too late. */
  private static final Duration A_WHILE = Duration.ofMillis(150);

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
  private final Set<ForwardedCancel> cancels = new LinkedHashSet<>();
  private final List<Runnable> late = new ArrayList<>();
  private final Deque<Delayed> delayed = new ArrayDeque<>();
  private int received;
  private final Thread thread;
  private volatile boolean closed;

  /** A cancel on its way to the server; the client's connection ends when the server's has. */
  private record ForwardedCancel(Link client, Link upstream, Backend backend) {}

  /** What it does when its time has come. */
  private record Delayed(Deadline due, Runnable work) {}

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
      poller.await(this::hasWork, delayed.isEmpty() ? Deadline.in(IDLE) : delayed.peek().due);
      if (!delayed.isEmpty() && delayed.peek().due.passed()) {
        delayed.poll().work.run();
      }
      if (listener.hasConnection()) {
        listener
            .accept(Transcript.none(), "client", Deadline.in(Duration.ZERO))
            .ifPresent(link -> clients.add(new PooledClient(this, link)));
      }
      new ArrayList<>(cancels).forEach(this::settle);
      pools.values().forEach(pool -> new ArrayList<>(pool.backends()).forEach(Backend::work));
      new ArrayList<>(clients).forEach(PooledClient::work);
    }
  }

  private boolean hasWork() {
    return closed
        || listener.hasConnection()
        || cancels.stream().anyMatch(cancel -> cancel.upstream.hasEvent())
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

  /** Passes a cancel on, if its key is that of a client whom a backend serves; else it ends. */
  void cancel(CancelRequest request, Link from) {
    BackendKeyData key = new BackendKeyData(request.processId(), request.secretKey());
    Optional<PooledClient> whose =
        clients.stream().filter(client -> client.key().equals(Optional.of(key))).findFirst();
    if (whose.isEmpty() && has(PoolerFault.ANSWERS_UNKNOWN_KEYS)) {
      ErrorResponse error = ErrorResponse.of("FATAL", "08P01", "there is no such session");
      from.post(error.encode(), List.of(error));
    }
    if (has(PoolerFault.ENDS_OTHER_SESSIONS)) {
      List.copyOf(clients).stream()
          .filter(client -> !whose.equals(Optional.of(client)))
          .forEach(PooledClient::drop);
    }
    received++;
    boolean lost = has(PoolerFault.LOSES_EVERY_OTHER_CANCEL) && received % 2 == 0;
    Optional<Backend> backend = whose.flatMap(this::canceled);
    if (has(PoolerFault.CANCELS_FOR_ANYBODY) && whose.isEmpty()) {
      backend = clients.stream().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    if (has(PoolerFault.CANCELS_ITS_RESET)) {
      backend =
          backend.or(
              () ->
                  pools.values().stream()
                      .flatMap(pool -> pool.backends().stream())
                      .filter(Backend::isResetting)
                      .findFirst());
    }
    Backend it = backend.orElse(null);
    if (backend.filter(Backend::isCancelable).isEmpty()
        || lost
        || (has(PoolerFault.IGNORES_CANCELS_OVER_TLS) && from.tlsSession().isPresent())
        || has(PoolerFault.GIVES_DEAD_KEYS)) {
      close(from);
    } else if (has(PoolerFault.QUEUES_CANCELS) && pools.values().stream().allMatch(Pool::isFull)) {
      late.add(() -> cancel(request, from));
    } else if (has(PoolerFault.CANCELS_AFTER_A_WHILE) || has(PoolerFault.SPARES_SESSIONS_LATE)) {
      delayed.add(new Delayed(Deadline.in(A_WHILE), () -> forward(request, from, it)));
    } else {
      forward(request, from, it);
    }
  }

  private void forward(CancelRequest request, Link from, Backend backend) {
    if (has(PoolerFault.DOES_NOT_WAIT)) {
      from.close();
    }
    try {
      Link upstream = connect(has(PoolerFault.CANCELS_IN_CLEAR) ? Optional.empty() : upstreamTls);
      CancelRequest own = has(PoolerFault.PASSES_REQUESTS_ON) ? request : backend.cancelRequest();
      upstream.post(own.encode(), List.of(own));
      if (has(PoolerFault.CANCELS_TWICE)) {
        connect().post(own.encode(), List.of(own));
      }
      if (has(PoolerFault.CLOSES_WHEN_SENT)) {
        from.close();
      }
      if (!has(PoolerFault.CANCELS_AFTER_A_WHILE)) {
        backend.cancels++;
      }
      cancels.add(new ForwardedCancel(from, upstream, backend));
      if (has(PoolerFault.HANGS_AFTER_A_CANCEL)) {
        poller.await(() -> closed, Deadline.in(IDLE));
      }
    } catch (LinkException e) {
      from.close();
    }
  }

  /** A server session is free: what waits for that goes on. */
  void free() {
    List<Runnable> all = List.copyOf(late);
    late.clear();
    all.forEach(Runnable::run);
  }

  /** The backend that a cancel of a client is for. */
  private Optional<Backend> canceled(PooledClient client) {
    if (has(PoolerFault.CANCELS_THE_FIRST_BUSY)) {
      return clients.stream().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    if (has(PoolerFault.CANCELS_FOR_WHO_WAITS) && client.isWaiting()) {
      return clients.stream().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    return has(PoolerFault.CANCELS_LATE) ? client.lastBackend() : client.busyBackend();
  }

  private void settle(ForwardedCancel cancel) {
    Optional<Event> event = cancel.upstream.poll();
    if (event.isPresent()) {
      if (event.get() instanceof Event.Received && has(PoolerFault.DIES_OF_AN_ANSWERED_CANCEL)) {
        die();
      }
      if (cancel.client.closedByPeer() && has(PoolerFault.DIES_OF_IMPATIENT_CLIENTS)) {
        die();
      }
      if (event.get() instanceof Event.Received && has(PoolerFault.ANSWERS_FAILED_CANCELS)) {
        ErrorResponse error = ErrorResponse.of("FATAL", "58000", "the server does not cancel");
        cancel.client.post(error.encode(), List.of(error));
      }
      // Whatever comes there, the server has done what it does.
      cancels.remove(cancel);
      cancel.upstream.close();
      if (!has(PoolerFault.LEAVES_CANCELS_OPEN)) {
        close(cancel.client);
      }
      if (!has(PoolerFault.CANCELS_AFTER_A_WHILE)) {
        cancel.backend.cancels--;
      }
      cancel.backend.releaseIfDone();
    }
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
