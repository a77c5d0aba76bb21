package pgconform.selftest;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** Faults of BackendKeyData. A changed key cancels as well as the real one would. */
final class KeyDataFaults {
  private static final String AREA = "keydata";

  private KeyDataFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  /** Returns a fault that sends the client another key, which works. */
  private static Fault telling(String name, String says, UnaryOperator<BackendKeyData> other) {
    return of(name, says, rules -> telling(rules, other));
  }

  static void telling(Rules rules, UnaryOperator<BackendKeyData> other) {
    rules.changing(
        BackendKeyData.class,
        (connection, key) -> {
          connection.state.shown = other.apply(key);
          return List.of(connection.state.shown);
        });
  }

  private static BackendKeyData secret(BackendKeyData key, Bytes secret) {
    return new BackendKeyData(key.processId(), secret);
  }

  private static boolean before32(ProxiedConnection connection) {
    return connection.state.startup.version().minor() < ProtocolVersion.V3_2.minor();
  }

  static List<Fault> all() {
    return List.of(
        of(
            "key-absent",
            "No session is given a key.",
            rules -> rules.changing(BackendKeyData.class, (connection, key) -> List.of())),
        of(
            "key-dummy",
            "The key is made of zeros and cancels nothing.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) -> List.of(new BackendKeyData(0, Bytes.of(new byte[4]))))),
        of(
            "key-twice",
            "Two keys are given, of which the first one is wrong.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) ->
                        List.of(secret(key, MessageEdits.sized(key, Bytes.EMPTY)), key))),
        of(
            "key-late",
            "BackendKeyData is sent after the first ReadyForQuery.",
            KeyDataFaults::late),
        of("key-early", "BackendKeyData is sent before AuthenticationOk.", KeyDataFaults::early),
        of(
            "key-again",
            "The key is sent again with each answer to a query.",
            rules ->
                rules.changing(
                    ReadyForQuery.class,
                    (connection, ready) ->
                        connection.state.status() == 0
                            ? List.of(ready)
                            : List.of(connection.state.key, ready))),
        of(
            "key-long-in-3.0",
            "Clients that speak protocol 3.0 are given a key of 32 octets.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) -> {
                      connection.state.shown =
                          before32(connection)
                              ? secret(key, key.secretKey().plus(Bytes.of(new byte[28])))
                              : key;
                      return List.of(connection.state.shown);
                    })),
        telling(
            "key-short-in-3.2",
            "Clients that speak protocol 3.2 are given a key of 4 octets.",
            key -> secret(key, key.secretKey().slice(0, 4))),
        of(
            "key-too-long-in-3.2",
            "Clients that speak protocol 3.2 are given a key of 300 octets.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) -> {
                      connection.state.shown =
                          before32(connection)
                              ? key
                              : secret(key, key.secretKey().plus(Bytes.of(new byte[268])));
                      return List.of(connection.state.shown);
                    })),
        telling("key-empty", "The key has no octets.", key -> secret(key, Bytes.EMPTY)),
        telling(
            "key-constant",
            "All sessions have the same secret key.",
            key -> secret(key, MessageEdits.sized(key, MessageEdits.int32(0x01020304)))),
        of(
            "key-and-process-constant",
            "All sessions have the same process ID and the same secret key.",
            rules ->
                telling(
                    rules,
                    key ->
                        new BackendKeyData(
                            4711, MessageEdits.sized(key, MessageEdits.int32(0x01020304))))),
        of(
            "key-repeated",
            "Each second session has the secret key of the one before.",
            rules -> {
              AtomicInteger count = new AtomicInteger(0x12345678);
              telling(
                  rules,
                  key ->
                      secret(
                          key,
                          MessageEdits.sized(
                              key, MessageEdits.int32(count.incrementAndGet() / 2 * 77))));
            }),
        telling(
            "process-constant",
            "All sessions have the same process ID, which belongs to no process.",
            key -> new BackendKeyData(4711, key.secretKey())),
        telling(
            "process-foreign",
            "The process ID of the key is not that of the backend.",
            key -> new BackendKeyData(key.processId() + 1_000_000, key.secretKey())),
        of(
            "key-spent-by-a-query",
            "The key is good for the first query only.",
            rules -> {
              rules.taking(
                  Query.class,
                  (connection, query, octets) -> {
                    connection.note = connection.note == null ? 1 : 2;
                    connection.toServer(octets);
                  });
              CancelEdits.dropping(
                  rules, (cancel, victim) -> Integer.valueOf(2).equals(victim.note));
            }),
        of(
            "key-with-sign",
            "A key whose first octet is 128 or more cancels nothing.",
            rules ->
                CancelEdits.dropping(
                    rules, (cancel, victim) -> victim.state.key.secretKey().get(0) >= 128)),
        telling(
            "process-with-sign",
            "The process ID has its sign bit set.",
            key -> new BackendKeyData(key.processId() | Integer.MIN_VALUE, key.secretKey())),
        of(
            "key-absent-in-replication",
            "Sessions for replication are given no key.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) ->
                        MessageEdits.parameter(connection.state.startup, "replication").isEmpty()
                            ? List.of(key)
                            : List.of())),
        of(
            "key-of-a-failed-start-up",
            "A start-up that fails brings a key.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        connection.state.status() == 0
                            ? List.of(new BackendKeyData(1, Bytes.of(new byte[4])), error)
                            : List.of(error))));
  }

  private static void late(Rules rules) {
    rules.changing(BackendKeyData.class, (connection, key) -> List.of());
    rules.changing(
        ReadyForQuery.class,
        (connection, ready) ->
            connection.state.status() == 0 ? List.of(ready, connection.state.key) : List.of(ready));
  }

  /** Holds back AuthenticationOk and all that follows up to the key, or the error instead of it. */
  private static void early(Rules rules) {
    rules.reply =
        (connection, message, octets) -> {
          Bytes held = (Bytes) connection.note;
          if (held == null && message instanceof AuthenticationOk) {
            connection.note = octets;
          } else if (held == null) {
            connection.toClient(octets);
          } else if (message instanceof BackendKeyData) {
            connection.toClient(octets.plus(held));
            connection.note = null;
          } else if (message instanceof ParameterStatus) {
            connection.note = held.plus(octets);
          } else {
            connection.toClient(held.plus(octets));
            connection.note = null;
          }
        };
  }
}
