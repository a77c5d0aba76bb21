package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Follows the CancelRequests of one case through a proxy: whose queries were canceled, and which
 * sessions at the backend the arriving CancelRequests name.
 */
final class CancelRoutes {
  private final Backend backend;

  /** The held queries of clients that have canceled with the key that they were given. */
  private final Set<String> canceled = ConcurrentHashMap.newKeySet();

  /** The held queries of all clients. */
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  CancelRoutes(Backend backend) {
    this.backend = backend;
  }

  /** Notes the query that is held for a client. */
  void holds(Connection client) {
    client.hold().map(Hold::query).ifPresent(held::add);
  }

  /** Notes that a client cancels with its own key. */
  void cancels(Connection client) {
    client.hold().map(Hold::query).ifPresent(canceled::add);
  }

  /**
   * Returns what is wrong with the way the CancelRequests took; empty if nothing is known to be
   * wrong.
   */
  Optional<CancelRoute> wrong() {
    List<Optional<BackendSession>> named = backend.named();
    if (named.isEmpty()) {
      return canceled.isEmpty() ? Optional.empty() : Optional.of(CancelRoute.LOST);
    }
    Set<BackendSession> right = ran(canceled);
    Set<BackendSession> busy = ran(held);
    // A client that runs no query may still have a session that its CancelRequest names, to no
    // effect.
    boolean astray =
        named.stream()
            .anyMatch(
                session ->
                    right.isEmpty()
                        ? session.filter(busy::contains).isPresent()
                        : session.filter(right::contains).isEmpty());
    return astray ? Optional.of(CancelRoute.ASTRAY) : Optional.empty();
  }

  private Set<BackendSession> ran(Set<String> queries) {
    return queries.stream()
        .flatMap(query -> backend.ran(query).stream())
        .collect(Collectors.toSet());
  }
}
