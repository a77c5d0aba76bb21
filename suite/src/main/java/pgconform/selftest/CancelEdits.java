package pgconform.selftest;

import java.util.Optional;
import java.util.function.BiPredicate;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** What faults, of whatever area, do with a CancelRequest. */
final class CancelEdits {
  private CancelEdits() {}

  /** The session that a request is meant for: the one with that key. */
  static Optional<ProxiedConnection> victim(ProxiedConnection connection, CancelRequest request) {
    return connection.proxy().session(key -> SessionState.isFor(request, key));
  }

  /** Passes a request on, written anew. */
  static void deliver(ProxiedConnection connection, CancelRequest request) {
    connection.toServer(request.encode());
  }

  /**
   * Some requests do nothing.
   *
   * @param which is asked once for each request: for its connection and the session it is meant for
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
   * Some requests with the right key do nothing.
   *
   * @param which for the connection of the request and the session it is meant for
   */
  static void dropping(Rules rules, BiPredicate<ProxiedConnection, ProxiedConnection> which) {
    refusing(
        rules, (connection, victim) -> victim.isPresent() && which.test(connection, victim.get()));
  }

  /** Answers as if the cancel had been delivered, which happens later. */
  static Rules.On<CancelRequest> later(long millis) {
    return (connection, request, octets) -> {
      connection.end();
      connection.proxy().later(millis, () -> connection.proxy().deliver(request));
    };
  }

  /** What has come of a first packet when the server gives up is used for what it is. */
  static void incomplete(Rules rules) {
    rules.serverEnded =
        (connection, ending) -> {
          if (connection.state.startup == null && !connection.cancels) {
            another(connection, connection.takeRest());
          }
          connection.serverEnded(ending);
        };
  }

  /** Takes octets for a CancelRequest, if they can be one. */
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
