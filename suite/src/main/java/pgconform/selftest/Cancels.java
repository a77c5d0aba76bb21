package pgconform.selftest;

import java.util.Optional;
import java.util.function.BiPredicate;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** What faults, of whatever area, do with a CancelRequest. */
final class Cancels {
  private Cancels() {}

  /** The session that a request is meant for: the one with that key. */
  static Optional<Relay> victim(Relay relay, CancelRequest request) {
    return relay.proxy().session(key -> SessionState.isFor(request, key));
  }

  /** Passes a request on, written anew. */
  static void deliver(Relay relay, CancelRequest request) {
    relay.toServer(request.encode());
  }

  /**
   * Some requests do nothing.
   *
   * @param which is asked once for each request: for its connection and the session it is meant for
   */
  static void refusing(Rules rules, BiPredicate<Relay, Optional<Relay>> which) {
    rules.cancel =
        (relay, request, octets) -> {
          if (which.test(relay, victim(relay, request))) {
            relay.end();
          } else {
            relay.cancel(request, octets);
          }
        };
  }

  /**
   * Some requests with the right key do nothing.
   *
   * @param which for the connection of the request and the session it is meant for
   */
  static void dropping(Rules rules, BiPredicate<Relay, Relay> which) {
    refusing(rules, (relay, victim) -> victim.isPresent() && which.test(relay, victim.get()));
  }

  /** Answers as if the cancel had been delivered, which happens later. */
  static Rules.On<CancelRequest> later(long millis) {
    return (relay, request, octets) -> {
      relay.end();
      relay.proxy().later(millis, () -> relay.proxy().deliver(request));
    };
  }

  /** What has come of a first packet when the server gives up is used for what it is. */
  static void incomplete(Rules rules) {
    rules.serverEnded =
        (relay, ending) -> {
          if (relay.state.startup == null && !relay.cancels) {
            another(relay, relay.takeRest());
          }
          relay.serverEnded(ending);
        };
  }

  /** Takes octets for a CancelRequest, if they can be one. */
  static void another(Relay relay, Bytes octets) {
    if (octets.size() >= 16) {
      Bytes key = octets.slice(12, octets.size());
      relay.proxy().sessions().stream()
          .filter(s -> key.startsWith(s.state.key.secretKey()))
          .findFirst()
          .ifPresent(s -> relay.proxy().deliver(s.state.request()));
    }
  }
}
