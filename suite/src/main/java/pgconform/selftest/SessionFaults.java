package pgconform.selftest;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CopyData;
import pgconform.wire.CopyInResponse;
import pgconform.wire.CopyOutResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** Faults of the effect of a cancel on a session, and of the end of each answer. */
final class SessionFaults {
  private SessionFaults() {}

  /** Returns a fault that sends another error if a query was canceled. */
  private static Fault saying(
      String name, String area, String says, Rules.Change<ErrorResponse> what) {
    return Fault.of(
        name,
        area,
        says,
        rules ->
            rules.changing(
                ErrorResponse.class,
                (connection, error) ->
                    MessageEdits.isCancel(error) ? what.of(connection, error) : List.of(error)));
  }

  private static void unawareOfExtendedBegin(Rules rules) {
    rules.taking(
        Parse.class,
        (connection, message, octets) -> {
          if (message.query().equals("begin")) {
            connection.note = message;
          }
          connection.toServer(octets);
        });
    rules.changing(
        ReadyForQuery.class,
        (connection, ready) -> {
          if (ready.status() == 'I') {
            connection.note = null;
          }
          boolean unaware = connection.note != null && ready.status() == 'T';
          return List.of(unaware ? new ReadyForQuery('I') : ready);
        });
  }

  private static Fault readying(String name, String says, Rules.Change<ReadyForQuery> what) {
    return Fault.of(name, "ready", says, rules -> rules.changing(ReadyForQuery.class, what));
  }

  private static Fault state(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, "cancel-state", says, change);
  }

  static List<Fault> all() {
    return List.of(
        saying(
            "cancel-wrong-sqlstate",
            "cancel-error",
            "A canceled query ends with another SQLSTATE.",
            (connection, error) -> List.of(MessageEdits.with(error, "C", "58030"))),
        saying(
            "cancel-wrong-severity",
            "cancel-error",
            "The error of a canceled query says FATAL.",
            (connection, error) -> List.of(MessageEdits.with(error, "SV", "FATAL"))),
        saying(
            "cancel-error-missing",
            "cancel",
            "A canceled query ends without an error.",
            (connection, error) -> List.of()),
        saying(
            "cancel-error-twice",
            "cancel-error",
            "A canceled query ends with two errors.",
            (connection, error) -> List.of(error, error)),
        saying(
            "cancel-error-without-place",
            "cancel-error",
            "The error of a cancel does not name its place in the server.",
            (connection, error) -> List.of(MessageEdits.without(error, "FLR"))),
        saying(
            "session-ends-with-its-query",
            "cancel-error",
            "A canceled query ends with its error, and the session with it.",
            (connection, error) -> {
              connection.toClient(error.encode());
              connection.end();
              return List.of();
            }),
        Fault.of(
            "cancel-told-to-idle-sessions",
            "cancel-error",
            "A session that runs no query receives an error when it is canceled.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      ProxiedConnection victim =
                          CancelEdits.victim(connection, request).orElse(null);
                      if (victim != null && !victim.state.busy()) {
                        victim.toClient(MessageEdits.notice("57014", "nothing to cancel").encode());
                      }
                      connection.cancel(request, octets);
                    }),
        Fault.of(
            "ready-missing-after-errors",
            "ready",
            "After an error, no ReadyForQuery is sent.",
            rules -> {
              rules.changing(
                  ErrorResponse.class,
                  (connection, error) -> {
                    connection.note = error;
                    return List.of(error);
                  });
              rules.changing(
                  ReadyForQuery.class,
                  (connection, ready) -> {
                    boolean failed = connection.note != null;
                    connection.note = null;
                    return failed ? List.of() : List.of(ready);
                  });
            }),
        readying(
            "ready-twice",
            "Each answer ends with two ReadyForQuery.",
            (connection, ready) ->
                connection.state.status() == 0 ? List.of(ready) : List.of(ready, ready)),
        readying(
            "ready-always-idle",
            "ReadyForQuery says idle inside of a transaction, too.",
            (connection, ready) -> List.of(new ReadyForQuery('I'))),
        readying(
            "ready-never-failed",
            "ReadyForQuery says that a failed transaction goes on.",
            (connection, ready) ->
                List.of(new ReadyForQuery(ready.status() == 'E' ? 'T' : ready.status()))),
        Fault.of(
            "ready-unaware-of-extended-begin",
            "ready",
            "ReadyForQuery says idle in a transaction that has begun by Parse, Bind and Execute.",
            SessionFaults::unawareOfExtendedBegin),
        state(
            "idle-session-keeps-a-cancel",
            "A cancel of an idle session stops its next query.",
            SessionFaults::lingering),
        state(
            "idle-transaction-ended",
            "A cancel of a session that is idle in a transaction ends the session.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      ProxiedConnection victim =
                          CancelEdits.victim(connection, request).orElse(null);
                      if (victim != null
                          && (victim.state.status() == 'T' || victim.state.status() == 'E')) {
                        victim.end();
                      }
                      connection.cancel(request, octets);
                    }),
        noCancelBehind(
            "copy-in-not-cancelled", "COPY FROM STDIN cannot be canceled.", CopyInResponse.class),
        noCancelBehind(
            "copy-out-not-cancelled", "COPY TO STDOUT cannot be canceled.", CopyOutResponse.class),
        state(
            "extended-protocol-not-cancelled",
            "A query of the extended protocol cannot be canceled.",
            rules -> {
              rules.taking(
                  Parse.class,
                  (connection, parse, octets) -> {
                    connection.note = parse;
                    connection.toServer(octets);
                  });
              CancelEdits.dropping(rules, (cancel, victim) -> victim.note != null);
            }),
        noCancelOf(
            "definitions-not-cancelled",
            "Commands that change tables cannot be canceled.",
            "(?i)^(alter|drop|truncate)"),
        noCancelOf(
            "transaction-not-cancelled", "Transaction blocks cannot be canceled.", "(?i)^begin"),
        state(
            "replication-not-cancelled",
            "Sessions for replication cannot be canceled.",
            rules ->
                CancelEdits.dropping(
                    rules,
                    (cancel, victim) ->
                        !MessageEdits.parameter(victim.state.startup, "replication").isEmpty())),
        state(
            "statements-not-cancelled",
            "No query can be canceled.",
            rules -> CancelEdits.dropping(rules, (cancel, victim) -> true)),
        state(
            "statements-committed-one-by-one",
            "Each statement of a multi-statement Query is committed separately.",
            SessionFaults::oneByOne),
        state(
            "row-cut-by-a-cancel",
            "A cancel ends a result in the middle of a row.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) -> {
                      if (MessageEdits.isCancel(error)) {
                        connection.toClient(Bytes.ofHex("44 00000040 0001"));
                      }
                      return List.of(error);
                    })),
        state(
            "savepoint-lost",
            "After a cancel, ROLLBACK TO takes the whole transaction back.",
            rules ->
                rules.taking(
                    Query.class,
                    (connection, query, octets) ->
                        connection.toServer(
                            query.query().toLowerCase(Locale.ROOT).startsWith("rollback to")
                                ? new Query("rollback").encode()
                                : octets))),
        state(
            "message-cut-by-a-cancel",
            "A cancel ends COPY TO STDOUT in the middle of a message.",
            rules -> {
              rules.changing(
                  ErrorResponse.class,
                  (connection, error) -> {
                    if (MessageEdits.isCancel(error) && connection.note != null) {
                      connection.toClient(
                          new CopyData(Bytes.of(new byte[40])).encode().slice(0, 20));
                    }
                    return List.of(error);
                  });
              rules.changing(
                  CopyOutResponse.class,
                  (connection, copy) -> {
                    connection.note = copy;
                    return List.of(copy);
                  });
            }),
        state(
            "key-before-the-password",
            "A key is given before the password was asked for.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      connection.toClient(new BackendKeyData(1, Bytes.of(new byte[4])).encode());
                      connection.toServer(octets);
                    }));
  }

  /** Sends the first statement of a Query with several inserts in a separate Query. */
  static void oneByOne(Rules rules) {
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          int end = query.query().indexOf(';');
          boolean several = end >= 0 && query.query().startsWith("insert");
          if (several) {
            connection.note = query;
            connection.toServer(new Query(query.query().substring(0, end)).encode());
            connection.toServer(new Query(query.query().substring(end + 1)).encode());
          } else {
            connection.toServer(octets);
          }
        });
    rules.changing(
        ReadyForQuery.class,
        (connection, ready) -> {
          boolean between = connection.note != null;
          connection.note = null;
          return between ? List.of() : List.of(ready);
        });
  }

  static void lingering(Rules rules) {
    rules.cancel =
        (connection, request, octets) -> {
          ProxiedConnection victim = CancelEdits.victim(connection, request).orElse(null);
          if (victim != null && !victim.state.busy()) {
            victim.note = request;
          }
          connection.cancel(request, octets);
        };
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          if (connection.note == null) {
            connection.toServer(octets);
          } else {
            connection.note = null;
            connection.answer(
                ErrorResponse.of("ERROR", "57014", "canceling statement due to user request"));
          }
        });
  }

  private static <M extends BackendMessage> Fault noCancelBehind(
      String name, String says, Class<M> kind) {
    return state(
        name,
        says,
        rules -> {
          rules.changing(
              kind,
              (connection, message) -> {
                connection.note = message;
                return List.of(message);
              });
          CancelEdits.dropping(rules, (cancel, victim) -> victim.note != null);
        });
  }

  /**
   * Returns a fault by which the statement that matches this pattern, and all after it, cannot be
   * canceled.
   */
  private static Fault noCancelOf(String name, String says, String query) {
    Pattern pattern = Pattern.compile(query);
    return state(
        name,
        says,
        rules -> {
          rules.taking(
              Query.class,
              (connection, message, octets) -> {
                if (pattern.matcher(message.query()).find()) {
                  connection.note = message;
                }
                connection.toServer(octets);
              });
          CancelEdits.dropping(rules, (cancel, victim) -> victim.note != null);
        });
  }
}
