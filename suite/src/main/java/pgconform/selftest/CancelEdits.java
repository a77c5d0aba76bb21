package pgconform.selftest;

import java.util.Optional;
import java.util.function.BiPredicate;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** Handles CancelRequests for faults of all areas. */
final class CancelEdits {
  private CancelEdits() {}

  /** Returns the session that a request is meant for: the one with its key. */
  static Optional<ProxiedConnection> victim(ProxiedConnection connection, CancelRequest request) {
    return connection.proxy().session(key -> SessionState.isFor(request, key));
  }

  /** Passes a request on, encoded anew. */
  static void deliver(ProxiedConnection connection, CancelRequest request) {
    connection.toServer(request.encode());
  }

  /**
   * Drops some requests.
   *
   * @param which called once for each request, with its connection and the session that it is meant
   *     for
   */
  static void refusing(
      Rules rules, BiPredicate<ProxiedConnection, Optional<ProxiedConnection>> which) {
    rules.cancel =
        (connection, request, octets) -> {
          if (which.test(connection, victim(connection, request))) {
            connection.end();
          } else {
            connection.cancel(request, octets);
          }
        };
  }

  /**
   * Drops some requests with the right key.
   *
   * @param which called with the connection of the request and the session that it is meant for
   */
  static void dropping(Rules rules, BiPredicate<ProxiedConnection, ProxiedConnection> which) {
    refusing(
        rules, (connection, victim) -> victim.isPresent() && which.test(connection, victim.get()));
  }

  /** Returns an action that answers as if the cancel had been delivered, which happens later. */
  static Rules.On<CancelRequest> later(long millis) {
    return (connection, request, octets) -> {
      connection.end();
      connection.proxy().later(millis, () -> connection.proxy().deliver(request));
    };
  }

  /** Uses the received part of a first packet for a cancel when the server gives up. */
  static void incomplete(Rules rules) {
    rules.serverEnded =
        (connection, ending) -> {
          if (connection.state.startup == null && !connection.cancels) {
            another(connection, connection.takeRest());
          }
          connection.serverEnded(ending);
        };
  }

  /** Treats octets as a CancelRequest, if they can be one. */
  static void another(ProxiedConnection connection, Bytes octets) {
    if (octets.size() >= 16) {
      Bytes key = octets.slice(12, octets.size());
      connection.proxy().sessions().stream()
          .filter(s -> key.startsWith(s.state.key.secretKey()))
          .findFirst()
          .ifPresent(s -> connection.proxy().deliver(s.state.request()));
    }
  }
}
