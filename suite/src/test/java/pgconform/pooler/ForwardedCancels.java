package pgconform.pooler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;

/** The cancels of a pooler's clients, on their way to the server and back. */
final class ForwardedCancels {
  /** How long a cancel waits that is passed on too late. */
  private static final Duration A_WHILE = Duration.ofMillis(150);

  private final Pooler pooler;
  private final Set<Forwarded> forwarded = new LinkedHashSet<>();
  private final List<Runnable> late = new ArrayList<>();
  private final Deque<Delayed> delayed = new ArrayDeque<>();
  private int received;

  /** A cancel on its way to the server; the client's connection ends when the server's has. */
  private record Forwarded(Link client, Link upstream, Backend backend) {}

  /** What is done when its time has come. */
  private record Delayed(Deadline due, Runnable work) {}

  ForwardedCancels(Pooler pooler) {
    this.pooler = pooler;
  }

  /** When the next cancel is passed on that waits for its time. */
  Optional<Deadline> due() {
    return Optional.ofNullable(delayed.peek()).map(Delayed::due);
  }

  /** Passes it on, if its time has come. */
  void forwardDue() {
    if (due().filter(Deadline::passed).isPresent()) {
      delayed.poll().work.run();
    }
  }

  boolean hasWork() {
    return forwarded.stream().anyMatch(cancel -> cancel.upstream.hasEvent());
  }

  /** Ends the connections of clients whose cancels have reached the server. */
  void settle() {
    new ArrayList<>(forwarded).forEach(this::settle);
  }

  /** Passes a cancel on, if its key is that of a client whom a backend serves; else it ends. */
  void receive(CancelRequest request, Link from) {
    BackendKeyData key = new BackendKeyData(request.processId(), request.secretKey());
    Optional<PooledClient> whose =
        pooler.clients().filter(client -> client.key().equals(Optional.of(key))).findFirst();
    if (whose.isEmpty() && pooler.has(PoolerFault.ANSWERS_UNKNOWN_KEYS)) {
      ErrorResponse error = ErrorResponse.of("FATAL", "08P01", "there is no such session");
      from.post(error.encode(), List.of(error));
    }
    if (pooler.has(PoolerFault.ENDS_OTHER_SESSIONS)) {
      pooler
          .clients()
          .filter(client -> !whose.equals(Optional.of(client)))
          .forEach(PooledClient::drop);
    }
    received++;
    boolean lost = pooler.has(PoolerFault.LOSES_EVERY_OTHER_CANCEL) && received % 2 == 0;
    Optional<Backend> backend = whose.flatMap(this::canceled);
    if (pooler.has(PoolerFault.CANCELS_FOR_ANYBODY) && whose.isEmpty()) {
      backend = pooler.clients().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    if (pooler.has(PoolerFault.CANCELS_ITS_RESET)) {
      backend =
          backend.or(
              () ->
                  pooler.pools().stream()
                      .flatMap(pool -> pool.backends().stream())
                      .filter(Backend::isResetting)
                      .findFirst());
    }
    Backend it = backend.orElse(null);
    if (backend.filter(Backend::isCancelable).isEmpty()
        || lost
        || (pooler.has(PoolerFault.IGNORES_CANCELS_OVER_TLS) && from.tlsSession().isPresent())
        || pooler.has(PoolerFault.GIVES_DEAD_KEYS)) {
      pooler.close(from);
    } else if (pooler.has(PoolerFault.QUEUES_CANCELS)
        && pooler.pools().stream().allMatch(Pool::isFull)) {
      late.add(() -> receive(request, from));
    } else if (pooler.has(PoolerFault.CANCELS_AFTER_A_WHILE)
        || pooler.has(PoolerFault.SPARES_SESSIONS_LATE)) {
      delayed.add(new Delayed(Deadline.in(A_WHILE), () -> forward(request, from, it)));
    } else {
      forward(request, from, it);
    }
  }

  private void forward(CancelRequest request, Link from, Backend backend) {
    if (pooler.has(PoolerFault.DOES_NOT_WAIT)) {
      from.close();
    }
    try {
      Link upstream =
          pooler.has(PoolerFault.CANCELS_IN_CLEAR) ? pooler.connectInClear() : pooler.connect();
      CancelRequest own =
          pooler.has(PoolerFault.PASSES_REQUESTS_ON) ? request : backend.cancelRequest();
      upstream.post(own.encode(), List.of(own));
      if (pooler.has(PoolerFault.CANCELS_TWICE)) {
        pooler.connect().post(own.encode(), List.of(own));
      }
      if (pooler.has(PoolerFault.CLOSES_WHEN_SENT)) {
        from.close();
      }
      if (!pooler.has(PoolerFault.CANCELS_AFTER_A_WHILE)) {
        backend.cancels++;
      }
      forwarded.add(new Forwarded(from, upstream, backend));
      if (pooler.has(PoolerFault.HANGS_AFTER_A_CANCEL)) {
        pooler.hang();
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
    if (pooler.has(PoolerFault.CANCELS_THE_FIRST_BUSY)) {
      return pooler.clients().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    if (pooler.has(PoolerFault.CANCELS_FOR_WHO_WAITS) && client.isWaiting()) {
      return pooler.clients().flatMap(each -> each.busyBackend().stream()).findFirst();
    }
    return pooler.has(PoolerFault.CANCELS_LATE) ? client.lastBackend() : client.busyBackend();
  }

  private void settle(Forwarded cancel) {
    Optional<Event> event = cancel.upstream.poll();
    if (event.isPresent()) {
      if (event.get() instanceof Event.Received
          && pooler.has(PoolerFault.DIES_OF_AN_ANSWERED_CANCEL)) {
        pooler.die();
      }
      if (cancel.client.closedByPeer() && pooler.has(PoolerFault.DIES_OF_IMPATIENT_CLIENTS)) {
        pooler.die();
      }
      if (event.get() instanceof Event.Received && pooler.has(PoolerFault.ANSWERS_FAILED_CANCELS)) {
        ErrorResponse error = ErrorResponse.of("FATAL", "58000", "the server does not cancel");
        cancel.client.post(error.encode(), List.of(error));
      }
      // Whatever comes there, the server has done what it does.
      forwarded.remove(cancel);
      cancel.upstream.close();
      if (!pooler.has(PoolerFault.LEAVES_CANCELS_OPEN)) {
        pooler.close(cancel.client);
      }
      if (!pooler.has(PoolerFault.CANCELS_AFTER_A_WHILE)) {
        cancel.backend.cancels--;
      }
      cancel.backend.releaseIfDone();
    }
  }
}
