package pgconform.selftest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Query;
import pgconform.wire.Terminate;

/**
 * Faults of first packets, of ends, of time limits, of resources, and of what unauthenticated
 * clients can do.
 */
final class ConnectionFaults {
  private static final String FRAMING = "framing";
  private static final String TERMINATION = "termination";
  private static final String SECURITY = "security";
  private static final String TIMEOUTS = "timeouts";
  private static final String RESOURCES = "resources";

  /** The number of sessions that are open at the same time when a scenario compares many keys. */
  private static final int MANY = 12;

  private ConnectionFaults() {}

  static List<Fault> all() {
    return List.of(
        noPacket(
            "malformed-packet-unanswered",
            "A connection with a malformed first packet is left open.",
            (connection, none, octets) -> {}),
        noPacket(
            "malformed-packet-closed",
            "After a malformed first packet, the connection is closed without an error message.",
            (connection, none, octets) -> connection.end()),
        noPacket(
            "malformed-packet-answered",
            "Any first bytes are answered with an error message.",
            (connection, none, octets) -> {
              connection.toClient(ErrorResponse.of("FATAL", "08P01", "invalid length").encode());
              connection.end();
            }),
        Fault.of(
            "cut-start-up-lost",
            FRAMING,
            "A first packet that arrives in several segments ends the connection.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      if (connection.pieces > 1) {
                        connection.end();
                      } else {
                        connection.toServer(octets);
                      }
                    }),
        Fault.of(
            "pipelined-query-lost",
            FRAMING,
            "Data that arrives together with the startup packet is lost.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      connection.takeRest();
                      connection.toServer(octets);
                    }),
        Fault.of(
            "half-a-packet-answered",
            FRAMING,
            "A client that leaves within its first packet is answered by an error.",
            rules ->
                rules.clientEnded =
                    (connection, ending) -> {
                      if (connection.state.startup == null && !connection.takeRest().isEmpty()) {
                        connection.toClient(
                            ErrorResponse.of("FATAL", "08P01", "incomplete packet").encode());
                      }
                      connection.clientEnded(ending);
                    }),
        Fault.slow(
            "incomplete-packet-used",
            FRAMING,
            "An incomplete first packet is processed when the time limit has passed.",
            CancelEdits::incomplete),
        Fault.of(
            "packet-inside-a-session-passed-over",
            FRAMING,
            "A CancelRequest inside of a session is passed over.",
            rules -> rules.noRequest = (connection, none, octets) -> {}),
        Fault.of(
            "impossible-length-ends-all-sessions",
            FRAMING,
            "A message that is out of step in one session ends all of them.",
            rules ->
                rules.noRequest =
                    (connection, none, octets) ->
                        connection.proxy().connections().forEach(ProxiedConnection::abandon)),
        Fault.of(
            "terminate-ignored",
            TERMINATION,
            "A session goes on after Terminate.",
            rules -> rules.taking(Terminate.class, (connection, message, octets) -> {})),
        Fault.of(
            "terminate-answered",
            TERMINATION,
            "Terminate is answered.",
            rules ->
                rules.taking(
                    Terminate.class,
                    (connection, message, octets) -> {
                      connection.toClient(new CommandComplete("BYE").encode());
                      connection.toServer(octets);
                    })),
        Fault.of(
            "terminate-commits",
            TERMINATION,
            "Terminate commits what is open.",
            rules ->
                rules.taking(
                    Terminate.class,
                    (connection, message, octets) ->
                        connection.toServer(new Query("commit").encode().plus(octets)))),
        Fault.of(
            "vanished-client-commits",
            TERMINATION,
            "When a client vanishes, what it has begun is committed.",
            rules ->
                rules.clientEnded =
                    (connection, ending) -> {
                      if (connection.state.status() == 'T') {
                        connection.toServer(new Query("commit").encode());
                      }
                      connection.clientEnded(ProxiedConnection.FIN);
                    }),
        Fault.of(
            "vanished-client-unnoticed",
            TERMINATION,
            "The session of a client that vanishes stays for ever.",
            rules -> rules.clientEnded = (connection, ending) -> {}),
        Fault.of(
            "administrator-silent",
            TERMINATION,
            "A session that an administrator terminates receives no error message.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        error.sqlState().orElse("").equals("57P01") ? List.of() : List.of(error))),
        Fault.slow(
            "first-packet-awaited-for-ever",
            TIMEOUTS,
            "A client that does not finish its first packet is never dropped.",
            rules ->
                rules.serverEnded =
                    (connection, ending) -> {
                      if (connection.state.startup == null && !connection.cancels) {
                        connection.endServer();
                      } else {
                        connection.serverEnded(ending);
                      }
                    }),
        Fault.slow(
            "sessions-time-out",
            TIMEOUTS,
            "The time limit of authentication ends sessions, too.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) -> {
                      connection.proxy().later(4_800, connection::abandon);
                      return List.of(key);
                    })),
        Fault.of(
            "crowd-shuts-out-tls",
            RESOURCES,
            "While eight clients have not logged in, an SSLRequest ends the connection.",
            rules ->
                rules.encryption =
                    (connection, ssl, octets) -> {
                      long waiting =
                          connection.proxy().connections().stream()
                              .filter(each -> each.state.startup == null && !each.cancels)
                              .count();
                      if (waiting > 8) {
                        connection.end();
                      } else {
                        connection.encryption.ask(octets);
                      }
                    }),
        full("full-server-silent", "A server without a free slot says nothing.", null),
        full("full-server-wrong-code", "A server without a free slot says 08006.", "08006"),
        Fault.of(
            "wrong-key-told",
            SECURITY,
            "The connection of a cancel with a wrong key is reset.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      if (CancelEdits.victim(connection, request).isEmpty()) {
                        connection.resetClient();
                      } else {
                        connection.cancel(request, octets);
                      }
                    }),
        Fault.of(
            "wrong-keys-shut-out",
            SECURITY,
            "After ten cancels with wrong keys, all cancels are ignored for a while.",
            rules -> {
              AtomicInteger wrong = new AtomicInteger();
              CancelEdits.refusing(
                  rules,
                  (connection, victim) -> {
                    if (victim.isEmpty()) {
                      wrong.incrementAndGet();
                      return false;
                    }
                    boolean tooMany = wrong.get() > 10;
                    if (tooMany) {
                      wrong.set(0);
                    }
                    return tooMany;
                  });
            }),
        predictable(
            "key-counted",
            "Secret keys are counted up.",
            rules -> {
              AtomicInteger count = new AtomicInteger();
              KeyDataFaults.telling(
                  rules,
                  key ->
                      new BackendKeyData(
                          key.processId(),
                          MessageEdits.sized(key, MessageEdits.int32(count.addAndGet(7919)))));
            }),
        predictable(
            "key-from-process",
            "The secret key is made of the process ID.",
            rules ->
                KeyDataFaults.telling(
                    rules,
                    key ->
                        new BackendKeyData(
                            key.processId(),
                            MessageEdits.sized(
                                key, MessageEdits.int32(key.processId() ^ 0x5a5a5a5a))))),
        predictable(
            "key-from-time",
            "The secret key is the time in seconds.",
            rules ->
                KeyDataFaults.telling(
                    rules,
                    key ->
                        new BackendKeyData(
                            key.processId(),
                            MessageEdits.sized(
                                key,
                                MessageEdits.int32((int) (System.currentTimeMillis() / 1000)))))),
        Fault.rare(
            "key-repeated-now-and-then",
            SECURITY,
            "One session in 1,000 is given the secret key of an earlier one.",
            rules -> {
              Map<Integer, Bytes> earlier = new HashMap<>();
              rules.changing(
                  BackendKeyData.class,
                  (connection, key) -> {
                    Bytes before = earlier.put(key.secretKey().size(), key.secretKey());
                    // Keys are compared if many sessions are open at the same time.
                    boolean compared =
                        before != null && connection.proxy().sessions().size() > MANY;
                    if (compared && rules.happens(1 / 1000.0)) {
                      connection.state.shown = new BackendKeyData(key.processId(), before);
                      return List.of(connection.state.shown);
                    }
                    return List.of(key);
                  });
            }),
        Fault.of(
            "stillborn-connection-keeps-its-slot",
            SECURITY,
            "A connection that starts no session occupies a connection slot forever.",
            rules ->
                rules.clientEnded =
                    (connection, ending) -> {
                      if (connection.state.startup == null && !connection.cancels) {
                        connection.proxy().occupySlot();
                      }
                      connection.clientEnded(ending);
                    }),
        Fault.of(
            "junk-ends-all-sessions",
            SECURITY,
            "A first packet that makes no sense ends all sessions.",
            rules ->
                rules.noPacket =
                    (connection, none, octets) ->
                        connection.proxy().connections().forEach(ProxiedConnection::abandon)),
        Fault.of(
            "junk-told-the-version",
            SECURITY,
            "A meaningless first packet is answered with the version of the server.",
            rules ->
                rules.noPacket =
                    (connection, none, octets) -> {
                      connection.toClient(
                          ErrorResponse.of("FATAL", "08P01", "PostgreSQL 18.0").encode());
                      connection.end();
                    }));
  }

  private static Fault noPacket(String name, String says, Rules.On<Void> action) {
    return Fault.of(name, FRAMING, says, rules -> rules.noPacket = action);
  }

  private static Fault predictable(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, SECURITY, says, change);
  }

  private static Fault full(String name, String says, String code) {
    return Fault.of(
        name,
        RESOURCES,
        says,
        rules ->
            rules.changing(
                ErrorResponse.class,
                (connection, error) -> {
                  if (!error.sqlState().orElse("").equals("53300")) {
                    return List.of(error);
                  }
                  return code == null ? List.of() : List.of(MessageEdits.with(error, "C", code));
                }));
  }
}
