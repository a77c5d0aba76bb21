package pgconform.selftest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ReadyForQuery;

/** Faults of CancelRequest and of the connection on which it is sent. */
final class CancelFaults {
  private static final String AREA = "cancel";

  private CancelFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  private static Fault cancelling(String name, String says, Rules.On<CancelRequest> action) {
    return of(name, says, rules -> rules.cancel = action);
  }

  /** Returns a fault that also accepts some requests with a wrong key. */
  private static Fault accepting(
      String name, String says, BiPredicate<CancelRequest, BackendKeyData> also) {
    return cancelling(
        name,
        says,
        (connection, request, octets) ->
            CancelEdits.deliver(
                connection,
                CancelEdits.victim(connection, request)
                    .or(() -> connection.proxy().session(key -> also.test(request, key)))
                    .map(r -> r.state.request())
                    .orElse(request)));
  }

  private static Fault ignoring(
      String name, String says, BiPredicate<ProxiedConnection, ProxiedConnection> cancelAndVictim) {
    return of(name, says, rules -> CancelEdits.dropping(rules, cancelAndVictim));
  }

  private static Bytes reversed(Bytes key) {
    List<Byte> octets = new ArrayList<>();
    for (byte octet : key.toArray()) {
      octets.add(octet);
    }
    Collections.reverse(octets);
    byte[] back = new byte[octets.size()];
    for (int i = 0; i < back.length; i++) {
      back[i] = octets.get(i);
    }
    return Bytes.of(back);
  }

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>(keys());
    faults.addAll(connections());
    faults.addAll(victims());
    return faults;
  }

  private static List<Fault> keys() {
    return List.of(
        ignoring("cancel-ignored", "No query is ever canceled.", (cancel, victim) -> true),
        accepting(
            "wrong-secret-accepted",
            "The process ID alone is enough to cancel.",
            (request, key) -> request.processId() == key.processId()),
        accepting(
            "wrong-process-accepted",
            "The secret key alone is enough to cancel.",
            (request, key) -> request.secretKey().equals(key.secretKey())),
        accepting(
            "half-key-compared",
            "Only the first two octets of the key are compared.",
            (request, key) ->
                request.processId() == key.processId()
                    && request.secretKey().size() == key.secretKey().size()
                    && request.secretKey().startsWith(key.secretKey().slice(0, 2))),
        accepting(
            "key-prefix-accepted",
            "The first part of a key is enough to cancel.",
            (request, key) ->
                request.processId() == key.processId()
                    && !request.secretKey().isEmpty()
                    && key.secretKey().startsWith(request.secretKey())),
        accepting(
            "longer-key-accepted",
            "A key that is followed by extra bytes is accepted.",
            (request, key) ->
                request.processId() == key.processId()
                    && request.secretKey().startsWith(key.secretKey())),
        accepting(
            "empty-key-accepted",
            "A request without a key is accepted.",
            (request, key) ->
                request.processId() == key.processId() && request.secretKey().isEmpty()),
        accepting(
            "reversed-key-accepted",
            "A key is accepted with its octets in the other order, too.",
            (request, key) ->
                request.processId() == key.processId()
                    && request.secretKey().equals(reversed(key.secretKey()))),
        accepting(
            "negative-process-accepted",
            "The sign of the process ID does not matter.",
            (request, key) ->
                request.processId() == -key.processId()
                    && request.secretKey().equals(key.secretKey())),
        of(
            "stale-key-accepted",
            "The key of a session that has ended cancels the newest one.",
            CancelFaults::staleKeys),
        of(
            "key-works-once",
            "A key cancels once and never again.",
            rules -> {
              Set<ProxiedConnection> used = new HashSet<>();
              CancelEdits.dropping(rules, (cancel, victim) -> !used.add(victim));
            }),
        ignoring(
            "long-keys-ignored",
            "Keys of more than 4 octets cancel nothing.",
            (cancel, victim) -> victim.state.key.secretKey().size() > 4),
        of(
            "declared-length-ignored",
            "The key ends where the octets end, whatever length was declared.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      Bytes key = request.secretKey().plus(connection.takeRest());
                      connection.cancel(
                          new CancelRequest(request.processId(), key),
                          new CancelRequest(request.processId(), key).encode());
                    }));
  }

  /** Lets the key of a session that has ended cancel the newest busy session. */
  static void staleKeys(Rules rules) {
    Set<BackendKeyData> ended = new HashSet<>();
    rules.serverEnded =
        (connection, ending) -> {
          ended.add(connection.state.key);
          connection.serverEnded(ending);
        };
    rules.cancel =
        (connection, request, octets) -> {
          List<ProxiedConnection> busy =
              connection.proxy().sessions().stream().filter(r -> r.state.busy()).toList();
          boolean stale =
              ended.contains(new BackendKeyData(request.processId(), request.secretKey()));
          CancelEdits.deliver(
              connection,
              stale && !busy.isEmpty() ? busy.get(busy.size() - 1).state.request() : request);
        };
  }

  private static List<Fault> connections() {
    return List.of(
        cancelling(
            "cancel-answered",
            "A CancelRequest is answered.",
            (connection, request, octets) -> {
              connection.proxy().deliver(request);
              connection.toClient(new ReadyForQuery('I').encode());
              connection.end();
            }),
        cancelling(
            "cancel-answered-by-error",
            "A CancelRequest with a wrong key is answered by an error.",
            (connection, request, octets) -> {
              if (CancelEdits.victim(connection, request).isEmpty()) {
                connection.toClient(ErrorResponse.of("FATAL", "28000", "wrong key").encode());
                connection.end();
              } else {
                CancelEdits.deliver(connection, request);
              }
            }),
        cancelling(
            "cancel-never-closed",
            "The connection of a CancelRequest stays open.",
            (connection, request, octets) -> {
              connection.proxy().deliver(request);
              connection.endServer();
            }),
        cancelling(
            "cancel-closed-after-the-query",
            "The connection of a CancelRequest stays open for as long as the query runs.",
            (connection, request, octets) -> {
              ProxiedConnection victim = CancelEdits.victim(connection, request).orElse(null);
              connection.proxy().deliver(request);
              connection.endServer();
              closeWhenIdle(connection, victim);
            }),
        cancelling(
            "cancel-closed-late",
            "The connection of a CancelRequest stays open for two seconds.",
            (connection, request, octets) -> {
              connection.proxy().deliver(request);
              connection.endServer();
              connection.proxy().later(2_000, connection::end);
            }),
        ignoring("tls-cancel-ignored", "A cancel over TLS does nothing.", (c, v) -> c.encrypted()),
        ignoring(
            "plain-cancel-ignored",
            "A cancel in plaintext does nothing.",
            (c, v) -> !c.encrypted()),
        ignoring(
            "direct-tls-cancel-ignored",
            "A cancel over TLS from the first octet does nothing.",
            (c, v) -> c.direct()),
        ignoring(
            "cancel-after-gss-ignored",
            "A cancel after a refused GSSENCRequest does nothing.",
            (c, v) -> c.gss),
        ignoring(
            "other-transport-ignored",
            "A cancel does nothing unless it is encrypted as the session is.",
            (c, v) -> c.encrypted() != v.encrypted()),
        ignoring(
            "cut-cancel-ignored",
            "A CancelRequest that arrives in several segments does nothing.",
            (c, v) -> c.pieces > 1),
        of(
            "hasty-cancel-ignored",
            "A cancel does nothing when the client leaves at once.",
            rules -> {
              rules.behindCancel = (connection, none, octets) -> {};
              rules.cancel =
                  (connection, request, octets) -> {
                    connection.note = request;
                    connection
                        .proxy()
                        .later(
                            20,
                            () -> {
                              if (connection.note instanceof CancelRequest held) {
                                CancelEdits.deliver(connection, held);
                              }
                            });
                  };
              rules.clientEnded =
                  (connection, ending) -> {
                    connection.note = null;
                    connection.clientEnded(ending);
                  };
            }),
        of(
            "octets-behind-a-cancel-used",
            "Data that follows a CancelRequest on its connection is processed as another"
                + " CancelRequest.",
            rules -> {
              rules.cancel =
                  (connection, request, octets) -> {
                    connection.proxy().deliver(request);
                    CancelEdits.another(connection, connection.takeRest());
                    connection.end();
                  };
            }),
        Fault.slow(
            "incomplete-cancel-used",
            AREA,
            "An incomplete CancelRequest is carried out when the time limit has passed.",
            CancelEdits::incomplete),
        cancelling(
            "trailing-octets-spoil-a-cancel",
            "A CancelRequest does nothing when more follows on its connection.",
            (connection, request, octets) -> {
              if (connection.takeRest().isEmpty()) {
                CancelEdits.deliver(connection, request);
              } else {
                connection.end();
              }
            }),
        ignoring(
            "cancel-needs-a-slot",
            "A cancel does nothing while the server is full.",
            (c, v) -> c.proxy().sessions().size() > 40));
  }

  private static void closeWhenIdle(ProxiedConnection connection, ProxiedConnection victim) {
    if (victim == null || !victim.state.busy()) {
      connection.end();
    } else {
      connection.proxy().later(5, () -> closeWhenIdle(connection, victim));
    }
  }

  private static List<Fault> victims() {
    return List.of(
        cancelling(
            "cancel-hits-a-neighbour",
            "A cancel also stops the query of another session.",
            (connection, request, octets) -> {
              ProxiedConnection victim = CancelEdits.victim(connection, request).orElse(null);
              connection.proxy().sessions().stream()
                  .filter(s -> s != victim && s.state.busy())
                  .findFirst()
                  .ifPresent(s -> connection.proxy().deliver(s.state.request()));
              CancelEdits.deliver(connection, request);
            }),
        cancelling(
            "cancel-hits-everybody",
            "A cancel, whatever its key, stops all queries.",
            (connection, request, octets) -> {
              connection
                  .proxy()
                  .sessions()
                  .forEach(s -> connection.proxy().deliver(s.state.request()));
              CancelEdits.deliver(connection, request);
            }),
        cancelling(
            "cancel-ends-the-session",
            "A cancel ends the session instead of its query.",
            (connection, request, octets) -> {
              ProxiedConnection victim = CancelEdits.victim(connection, request).orElse(null);
              if (victim != null && victim.state.busy()) {
                victim.end();
              }
              connection.end();
            }),
        Fault.rare(
            "now-and-then-another-query",
            AREA,
            "One cancel in 50 stops the query of another session instead.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      ProxiedConnection victim =
                          CancelEdits.victim(connection, request).orElse(null);
                      boolean noticed = victim != null && victim.state.busy();
                      if (noticed && rules.happens(1 / 50.0)) {
                        connection.proxy().sessions().stream()
                            .filter(other -> other != victim && other.state.busy())
                            .findAny()
                            .ifPresent(other -> connection.proxy().deliver(other.state.request()));
                        connection.end();
                      } else {
                        connection.cancel(request, octets);
                      }
                    }),
        of(
            "cancel-leaks-a-slot",
            "Each tenth cancel takes a slot for a session and never gives it back.",
            rules -> {
              AtomicInteger count = new AtomicInteger();
              rules.cancel =
                  (connection, request, octets) -> {
                    if (count.incrementAndGet() % 10 == 0) {
                      connection.proxy().occupySlot();
                    }
                    CancelEdits.deliver(connection, request);
                  };
            }),
        of(
            "storm-stops-cancelling",
            "After 15 cancels without effect the server takes no further one.",
            rules -> {
              AtomicInteger idle = new AtomicInteger();
              CancelEdits.refusing(
                  rules,
                  (connection, victim) ->
                      (victim.filter(v -> v.state.busy()).isPresent()
                              ? idle.get()
                              : idle.incrementAndGet())
                          > 15);
            }));
  }
}
