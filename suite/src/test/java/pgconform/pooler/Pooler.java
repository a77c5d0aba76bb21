package pgconform.pooler;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.target.libpq.HostPort;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/**
 * Stands before a server and gives its clients few backends in turn. One thread does all of it, so
 * that a cancel never meets a backend that changes hands.
 */
public final class Pooler implements AutoCloseable {
  /** For how long a client keeps a backend. */
  public enum Mode {
    SESSION,
    TRANSACTION
  }

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long it waits if nothing happens; whoever closes it wakes it up. */
  private static final Duration IDLE = Duration.ofHours(1);

  private final Address server;
  private final int size;
  private final Mode mode;
  private final Poller poller = new Poller();
  private final Listener listener;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Pool> pools = new HashMap<>();
  private final Set<PooledClient> clients = new LinkedHashSet<>();
  private final Set<ForwardedCancel> cancels = new LinkedHashSet<>();
  private final Thread thread;
  private volatile boolean closed;

  /** A cancel on its way to the server; the client's connection ends when the server's has. */
  private record ForwardedCancel(Link client, Link upstream, Backend backend) {}

  private Pooler(Address server, int size, Mode mode) throws IOException {
    this.server = server;
    this.size = size;
    this.mode = mode;
    listener = Listener.onLoopback(poller);
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
    Pooler pooler = new Pooler(server, size, mode);
    pooler.thread.start();
    return pooler;
  }

  /**
   * Runs a pooler until the process is ended, and prints its URL.
   *
   * @param args the URL of the server, {@code session} or {@code transaction}, and the number of
   *     backends
   */
  public static void main(String[] args) throws Exception {
    ConnectionSettings settings = ConnectionUrl.parse(args[0], Map.of(), Path.of("/"));
    HostPort host = settings.hosts().get(0);
    Mode mode = args[1].equals("session") ? Mode.SESSION : Mode.TRANSACTION;
    Pooler pooler =
        start(new Address.Tcp(host.address(), host.port()), Integer.parseInt(args[2]), mode);
    System.out.println(pooler.url(settings.user(), settings.database()));
    pooler.thread.join();
  }

  /** How clients reach it. */
  public String url(String user, String database) {
    return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, listener.port(), database);
  }

  private void run() {
    while (!closed) {
      poller.await(this::hasWork, Deadline.in(IDLE));
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

  Mode mode() {
    return mode;
  }

  /** The backends of a user and a database. */
  Pool pool(String user, String database) {
    return pools.computeIfAbsent(
        user + "\0" + database, name -> new Pool(this, user, database, size));
  }

  /** Connects to the server. */
  Link connect() throws LinkException {
    return Link.connect(poller, Transcript.none(), "server", server, Deadline.in(PATIENCE));
  }

  /** A key that no other client has; the process ID is nobody's in particular. */
  BackendKeyData newKey() {
    byte[] secret = new byte[4];
    random.nextBytes(secret);
    int processId = random.nextInt(1, Integer.MAX_VALUE);
    boolean taken =
        clients.stream().anyMatch(c -> c.key().filter(k -> k.processId() == processId).isPresent());
    return taken ? newKey() : new BackendKeyData(processId, Bytes.of(secret));
  }

  /** Passes a cancel on, if its key is that of a client whom a backend serves; else it ends. */
  void cancel(CancelRequest request, Link from) {
    BackendKeyData key = new BackendKeyData(request.processId(), request.secretKey());
    Optional<Backend> backend =
        clients.stream()
            .filter(client -> client.key().equals(Optional.of(key)))
            .findFirst()
            .flatMap(PooledClient::busyBackend);
    if (backend.isEmpty()) {
      from.close();
      return;
    }
    try {
      Link upstream = connect();
      CancelRequest own = backend.get().cancelRequest();
      upstream.post(own.encode(), List.of(own));
      backend.get().cancels++;
      cancels.add(new ForwardedCancel(from, upstream, backend.get()));
    } catch (LinkException e) {
      from.close();
    }
  }

  private void settle(ForwardedCancel cancel) {
    if (cancel.upstream.poll().isPresent()) {
      // Nothing but the end comes there.
      cancels.remove(cancel);
      cancel.upstream.close();
      cancel.client.close();
      cancel.backend.cancels--;
      cancel.backend.releaseIfDone();
    }
  }

  void forget(PooledClient client) {
    clients.remove(client);
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
