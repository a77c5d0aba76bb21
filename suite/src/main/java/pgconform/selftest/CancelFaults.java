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
import pgconform.wire.ReadyForQuery;

/** Faults of CancelRequest and of the connection that it comes on. */
final class CancelFaults {
  private static final String AREA = "cancel";

  private CancelFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  private static Fault cancelling(String name, String says, Rules.On<CancelRequest> action) {
    return of(name, says, rules -> rules.cancel = action);
  }

  /** A request for a session by which it is cancelled although the key is another one. */
  private static Fault accepting(
      String name, String says, BiPredicate<CancelRequest, BackendKeyData> also) {
    return cancelling(
        name,
        says,
        (relay, request, octets) ->
            Cancels.deliver(
                relay,
                Cancels.victim(relay, request)
                    .or(() -> relay.proxy().session(key -> also.test(request, key)))
                    .map(r -> r.state.request())
                    .orElse(request)));
  }

  private static Fault ignoring(
      String name, String says, BiPredicate<Relay, Relay> cancelAndVictim) {
    return of(name, says, rules -> Cancels.dropping(rules, cancelAndVictim));
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
        ignoring("cancel-ignored", "No query is ever cancelled.", (cancel, victim) -> true),
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
            "A key with further octets behind it is accepted.",
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
            rules -> {
              Set<BackendKeyData> ended = new HashSet<>();
              rules.serverEnded =
                  (relay, ending) -> {
                    ended.add(relay.state.key);
                    relay.serverEnded(ending);
                  };
              rules.cancel =
                  (relay, request, octets) -> {
                    List<Relay> busy =
                        relay.proxy().sessions().stream().filter(r -> r.state.busy()).toList();
                    boolean stale =
                        ended.contains(
                            new BackendKeyData(request.processId(), request.secretKey()));
                    Cancels.deliver(
                        relay,
                        stale && !busy.isEmpty()
                            ? busy.get(busy.size() - 1).state.request()
                            : request);
                  };
            }),
        of(
            "key-works-once",
            "A key cancels once and never again.",
            rules -> {
              Set<Relay> used = new HashSet<>();
              Cancels.dropping(rules, (cancel, victim) -> !used.add(victim));
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
                    (relay, request, octets) -> {
                      Bytes key = request.secretKey().plus(relay.takeRest());
                      relay.cancel(
                          new CancelRequest(request.processId(), key),
                          new CancelRequest(request.processId(), key).encode());
                    }));
  }

  private static List<Fault> connections() {
    return List.of(
        cancelling(
            "cancel-answered",
            "A CancelRequest is answered.",
            (relay, request, octets) -> {
              relay.proxy().deliver(request);
              relay.toClient(new ReadyForQuery('I').encode());
              relay.end();
            }),
        cancelling(
            "cancel-answered-by-error",
            "A CancelRequest with a wrong key is answered by an error.",
            (relay, request, octets) -> {
              if (Cancels.victim(relay, request).isEmpty()) {
                relay.toClient(Say.error("FATAL", "28000", "wrong key").encode());
                relay.end();
              } else {
                Cancels.deliver(relay, request);
              }
            }),
        cancelling(
            "cancel-never-closed",
            "The connection of a CancelRequest stays open.",
            (relay, request, octets) -> {
              relay.proxy().deliver(request);
              relay.endServer();
            }),
        cancelling(
            "cancel-closed-after-the-query",
            "The connection of a CancelRequest stays open for as long as the query runs.",
            (relay, request, octets) -> {
              Relay victim = Cancels.victim(relay, request).orElse(null);
              relay.proxy().deliver(request);
              relay.endServer();
              closeWhenIdle(relay, victim);
            }),
        cancelling(
            "fence-lies",
            "The connection of a CancelRequest is closed 30 ms before the cancel is delivered.",
            Cancels.later(30)),
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
            "A cancel behind a refused GSSENCRequest does nothing.",
            (c, v) -> c.gss),
        ignoring(
            "other-transport-ignored",
            "A cancel does nothing unless it is encrypted as the session is.",
            (c, v) -> c.encrypted() != v.encrypted()),
        ignoring(
            "cut-cancel-ignored",
            "A CancelRequest that comes in more than one piece does nothing.",
            (c, v) -> c.pieces > 1),
        of(
            "hasty-cancel-ignored",
            "A cancel does nothing when the client leaves at once.",
            rules -> {
              rules.behindCancel = (relay, none, octets) -> {};
              rules.cancel =
                  (relay, request, octets) -> {
                    relay.note = request;
                    relay
                        .proxy()
                        .later(
                            20,
                            () -> {
                              if (relay.note instanceof CancelRequest held) {
                                Cancels.deliver(relay, held);
                              }
                            });
                  };
              rules.clientEnded =
                  (relay, ending) -> {
                    relay.note = null;
                    relay.clientEnded(ending);
                  };
            }),
        of(
            "octets-behind-a-cancel-used",
            "What follows a CancelRequest on its connection is taken for another one.",
            rules -> {
              rules.cancel =
                  (relay, request, octets) -> {
                    relay.proxy().deliver(request);
                    Cancels.another(relay, relay.takeRest());
                    relay.end();
                  };
            }),
        Fault.slow(
            "incomplete-cancel-used",
            AREA,
            "A CancelRequest that never becomes complete is taken for one when its time is up.",
            Cancels::incomplete),
        cancelling(
            "trailing-octets-spoil-a-cancel",
            "A CancelRequest does nothing when more follows on its connection.",
            (relay, request, octets) -> {
              if (relay.takeRest().isEmpty()) {
                Cancels.deliver(relay, request);
              } else {
                relay.end();
              }
            }),
        ignoring(
            "cancel-needs-a-slot",
            "A cancel does nothing while the server is full.",
            (c, v) -> c.proxy().sessions().size() > 40));
  }

  private static void closeWhenIdle(Relay relay, Relay victim) {
    if (victim == null || !victim.state.busy()) {
      relay.end();
    } else {
      relay.proxy().later(5, () -> closeWhenIdle(relay, victim));
    }
  }

  private static List<Fault> victims() {
    return List.of(
        cancelling(
            "cancel-hits-a-neighbour",
            "A cancel also stops the query of another session.",
            (relay, request, octets) -> {
              Relay victim = Cancels.victim(relay, request).orElse(null);
              relay.proxy().sessions().stream()
                  .filter(s -> s != victim && s.state.busy())
                  .findFirst()
                  .ifPresent(s -> relay.proxy().deliver(s.state.request()));
              Cancels.deliver(relay, request);
            }),
        cancelling(
            "cancel-hits-everybody",
            "A cancel, whatever its key, stops all queries.",
            (relay, request, octets) -> {
              relay.proxy().sessions().forEach(s -> relay.proxy().deliver(s.state.request()));
              Cancels.deliver(relay, request);
            }),
        cancelling(
            "cancel-ends-the-session",
            "A cancel ends the session instead of its query.",
            (relay, request, octets) -> {
              Relay victim = Cancels.victim(relay, request).orElse(null);
              if (victim != null && victim.state.busy()) {
                victim.end();
              }
              relay.end();
            }),
        Fault.rare(
            "now-and-then-another-query",
            AREA,
            "One cancel in 50 stops the query of somebody else instead.",
            rules ->
                rules.cancel =
                    (relay, request, octets) -> {
                      Relay victim = Cancels.victim(relay, request).orElse(null);
                      boolean noticed = victim != null && victim.state.busy();
                      if (noticed && rules.happens(1 / 50.0)) {
                        relay.proxy().sessions().stream()
                            .filter(other -> other != victim && other.state.busy())
                            .findAny()
                            .ifPresent(other -> relay.proxy().deliver(other.state.request()));
                        relay.end();
                      } else {
                        relay.cancel(request, octets);
                      }
                    }),
        of(
            "cancel-leaks-a-slot",
            "Each tenth cancel takes a slot for a session and never gives it back.",
            rules -> {
              AtomicInteger count = new AtomicInteger();
              rules.cancel =
                  (relay, request, octets) -> {
                    if (count.incrementAndGet() % 10 == 0) {
                      relay.proxy().occupySlot();
                    }
                    Cancels.deliver(relay, request);
                  };
            }),
        of(
            "storm-stops-cancelling",
            "After 15 cancels without effect the server takes no further one.",
            rules -> {
              AtomicInteger idle = new AtomicInteger();
              Cancels.refusing(
                  rules,
                  (relay, victim) ->
                      (victim.filter(v -> v.state.busy()).isPresent()
                              ? idle.get()
                              : idle.incrementAndGet())
                          > 15);
            }));
  }
}
