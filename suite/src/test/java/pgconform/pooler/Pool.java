package pgconform.pooler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.LinkException;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ProtocolVersion;

/** The backends of one user and one database, and the clients that wait for one of them. */
final class Pool {
  private final Pooler pooler;
  private final String user;
  private final String database;
  private final int size;
  private final List<Backend> backends = new ArrayList<>();
  private final Deque<Backend> free = new ArrayDeque<>();
  private final Deque<PooledClient> waiting = new ArrayDeque<>();
  private Optional<Map<String, String>> parameters = Optional.empty();

  Pool(Pooler pooler, String user, String database, int size) {
    this.pooler = pooler;
    this.user = user;
    this.database = database;
    this.size = size;
  }

  List<Backend> backends() {
    return backends;
  }

  boolean has(PoolerFault fault) {
    return pooler.has(fault);
  }

  ProtocolVersion version() {
    return pooler.version();
  }

  /** Whether the server gives no keys. */
  boolean hasNoKeys() {
    return backends.stream().allMatch(backend -> backend.keyData() == null);
  }

  /** Whether clients wait. */
  boolean isFull() {
    return !waiting.isEmpty();
  }

  void die() {
    pooler.die();
  }

  Pooler.Mode mode() {
    return pooler.mode();
  }

  /** What a new session reports, once a backend has told. */
  Optional<Map<String, String>> parameters() {
    return parameters;
  }

  /** Gives the client a backend, at once or when one is free. */
  void join(PooledClient client) {
    Backend backend = free.poll();
    if (backend != null) {
      backend.serve(client);
      return;
    }
    waiting.add(client);
    open();
  }

  void leave(PooledClient client) {
    waiting.remove(client);
  }

  private void open() {
    long starting = backends.stream().filter(Backend::isStarting).count();
    if (backends.size() < size && starting < waiting.size()) {
      try {
        backends.add(new Backend(this, pooler.connect(), user, database));
      } catch (LinkException e) {
        failed(ErrorResponse.of("FATAL", "08006", "the server cannot be reached"));
      }
    }
  }

  void started(Backend backend) {
    parameters = Optional.of(Map.copyOf(backend.parameters()));
    isFree(backend);
  }

  void isFree(Backend backend) {
    PooledClient next = waiting.poll();
    if (next == null) {
      free.add(backend);
      pooler.free();
    } else {
      backend.serve(next);
    }
  }

  /** Tells all who wait that the server lets nobody in. */
  void failed(ErrorResponse error) {
    List<PooledClient> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(client -> client.end(error));
  }

  void forget(Backend backend) {
    backends.remove(backend);
    free.remove(backend);
    if (!waiting.isEmpty()) {
      open();
    }
  }
}
