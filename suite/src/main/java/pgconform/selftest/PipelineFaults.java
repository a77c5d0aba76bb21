package pgconform.selftest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import pgconform.wire.Bind;
import pgconform.wire.Close;
import pgconform.wire.CloseComplete;
import pgconform.wire.CommandComplete;
import pgconform.wire.Describe;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Execute;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/** Faults of what the extended query protocol does: names, transactions, and skipped messages. */
final class PipelineFaults {
  /** The name of a statement that no scenario prepares. */
  private static final String NOBODYS = "pgconform_nobodys";

  private PipelineFaults() {}

  static List<Fault> all() {
    return List.of(
        ExtendedFaults.fault(
            "each-execute-commits",
            "Each statement of a pipeline is committed separately, and those after an error are"
                + " executed.",
            PipelineFaults::eachCommits),
        ExtendedFaults.fault(
            "portal-outlives-its-transaction",
            "A portal that has ended with its transaction can be executed.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        ExtendedFaults.is(error, "34000")
                            ? List.of(new CommandComplete("SELECT 0"))
                            : List.of(error))),
        ExtendedFaults.fault(
            "statements-end-with-sync",
            "A prepared statement no longer exists after the next Sync.",
            PipelineFaults::forgetful),
        ExtendedFaults.fault(
            "unnamed-statement-kept",
            "The unnamed statement is not replaced by the next one.",
            rules ->
                rules.taking(
                    Parse.class,
                    (connection, parse, octets) -> {
                      int before = connection.note instanceof Integer n ? n : 0;
                      boolean again = parse.statement().isEmpty() && before > 0;
                      connection.note = before + (parse.statement().isEmpty() ? 1 : 0);
                      connection.toServer(
                          again
                              ? new Parse(NOBODYS + before, parse.query(), List.of()).encode()
                              : octets);
                    })),
        ExtendedFaults.fault(
            "named-statement-replaced",
            "A statement whose name is in use is replaced.",
            PipelineFaults::replacing),
        ExtendedFaults.fault(
            "close-of-unknown-fails",
            "Close of something that does not exist is an error.",
            PipelineFaults::strictClose),
        ExtendedFaults.fault(
            "sync-ends-a-block",
            "Sync commits the transaction block that is open.",
            PipelineFaults::committing),
        ExtendedFaults.fault(
            "sync-ends-a-failed-block",
            "Sync rolls back the transaction block that has failed.",
            rules -> {
              swallowing(rules);
              rules.changing(
                  ReadyForQuery.class,
                  (connection, ready) -> {
                    boolean failed = ready.status() == 'E';
                    connection.note = failed ? ready : null;
                    if (failed) {
                      connection.toServer(new Query("rollback").encode());
                    }
                    return failed ? List.of() : List.of(ready);
                  });
            }),
        ExtendedFaults.fault(
            "skipped-query-readies",
            "A Query that is skipped after an error is answered by ReadyForQuery.",
            rules -> {
              skipping(rules);
              rules.taking(
                  Query.class,
                  (connection, query, octets) -> {
                    connection.note = connection.note instanceof Parse ? query : null;
                    connection.toServer(octets);
                  });
              rules.changing(
                  ErrorResponse.class,
                  (connection, error) -> {
                    boolean skipped = connection.note instanceof Query;
                    connection.note = null;
                    return skipped ? List.of(error, new ReadyForQuery('I')) : List.of(error);
                  });
            }),
        ExtendedFaults.fault(
            "terminate-skipped",
            "Terminate is skipped after an error, like everything else.",
            rules -> {
              skipping(rules);
              rules.taking(
                  Terminate.class,
                  (connection, terminate, octets) -> {
                    if (!(connection.note instanceof Parse)) {
                      connection.toServer(octets);
                    }
                  });
            }),
        ExtendedFaults.fault(
            "failed-copy-completes",
            "A COPY FROM STDIN that has failed is said to be complete as well.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        error.field('W').orElse("").startsWith("COPY")
                            ? List.of(error, new CommandComplete("COPY 0"))
                            : List.of(error))),
        ExtendedFaults.fault(
            "statements-of-a-query-for-themselves",
            "The first statement of a multi-statement Query is committed separately.",
            SessionFaults::oneByOne));
  }

  /** Adds a Sync after each Execute, and hides its answer. */
  private static void eachCommits(Rules rules) {
    rules.taking(
        Execute.class,
        (connection, execute, octets) -> {
          syncs(connection).add(false);
          connection.toServer(octets.plus(new Sync().encode()));
        });
    rules.taking(
        Sync.class,
        (connection, sync, octets) -> {
          syncs(connection).add(true);
          connection.toServer(octets);
        });
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          syncs(connection).add(true);
          connection.toServer(octets);
        });
    rules.changing(
        ReadyForQuery.class,
        (connection, ready) -> {
          // The first one belongs to the start-up.
          boolean theirs = syncs(connection).isEmpty() || syncs(connection).remove();
          return theirs ? List.of(ready) : List.of();
        });
  }

  /** Returns, for each ReadyForQuery that is due, whether the client has asked for it. */
  @SuppressWarnings("unchecked")
  private static Deque<Boolean> syncs(ProxiedConnection connection) {
    if (connection.note == null) {
      connection.note = new ArrayDeque<Boolean>();
    }
    return (Deque<Boolean>) connection.note;
  }

  /** Gives statements other names after each Sync. */
  private static void forgetful(Rules rules) {
    rules.taking(
        Parse.class,
        (connection, parse, octets) ->
            connection.toServer(
                new Parse(
                        name(connection, parse.statement()), parse.query(), parse.parameterTypes())
                    .encode()));
    rules.taking(
        Bind.class,
        (connection, bind, octets) ->
            connection.toServer(
                new Bind(
                        bind.portal(),
                        name(connection, bind.statement()),
                        bind.parameterFormats(),
                        bind.parameterValues(),
                        bind.resultFormats())
                    .encode()));
    rules.taking(
        Describe.class,
        (connection, describe, octets) ->
            connection.toServer(
                describe.target() == 'S'
                    ? new Describe('S', name(connection, describe.name())).encode()
                    : octets));
    rules.taking(
        Sync.class,
        (connection, sync, octets) -> {
          connection.note = connection.note instanceof Integer n ? n + 1 : 1;
          connection.toServer(octets);
        });
  }

  private static String name(ProxiedConnection connection, String name) {
    return name.isEmpty() || connection.note == null ? name : name + connection.note;
  }

  /** Closes a statement first if its name was used before. */
  private static void replacing(Rules rules) {
    rules.taking(
        Parse.class,
        (connection, parse, octets) -> {
          Set<String> names = names(connection);
          boolean again = !parse.statement().isEmpty() && !names.add(parse.statement());
          if (again) {
            names.add("");
          }
          connection.toServer(
              again ? new Close('S', parse.statement()).encode().plus(octets) : octets);
        });
    rules.changing(
        CloseComplete.class,
        (connection, closed) -> names(connection).remove("") ? List.of() : List.of(closed));
  }

  /** Turns a Close of an unused name into a request for a statement that does not exist. */
  private static void strictClose(Rules rules) {
    rules.taking(
        Parse.class,
        (connection, parse, octets) -> {
          names(connection).add("S" + parse.statement());
          connection.toServer(octets);
        });
    rules.taking(
        Bind.class,
        (connection, bind, octets) -> {
          names(connection).add("P" + bind.portal());
          connection.toServer(octets);
        });
    rules.taking(
        Close.class,
        (connection, close, octets) ->
            connection.toServer(
                names(connection).contains(close.target() + close.name())
                    ? octets
                    : new Describe('S', NOBODYS).encode()));
  }

  @SuppressWarnings("unchecked")
  private static Set<String> names(ProxiedConnection connection) {
    if (connection.note == null) {
      connection.note = new HashSet<String>();
    }
    return (Set<String>) connection.note;
  }

  /** Turns a Sync after BEGIN into COMMIT. */
  private static void committing(Rules rules) {
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          if (query.query().equals("begin")) {
            connection.note = query;
          }
          connection.toServer(octets);
        });
    rules.taking(
        Sync.class,
        (connection, sync, octets) -> {
          boolean block = connection.note instanceof Query;
          connection.note = block ? sync : connection.note;
          connection.toServer(block ? new Query("commit").encode() : octets);
        });
    rules.changing(
        CommandComplete.class,
        (connection, complete) -> {
          boolean ours = connection.note instanceof Sync && complete.tag().equals("COMMIT");
          connection.note = ours ? null : connection.note;
          return ours ? List.of() : List.of(complete);
        });
  }

  /** Hides the CommandComplete of a statement that the proxy has sent itself. */
  private static void swallowing(Rules rules) {
    rules.changing(
        CommandComplete.class,
        (connection, complete) -> {
          boolean ours = connection.note != null;
          connection.note = null;
          return ours ? List.of() : List.of(complete);
        });
  }

  /** Remembers a Parse of invalid SQL until Sync. */
  private static void skipping(Rules rules) {
    rules.taking(
        Parse.class,
        (connection, parse, octets) -> {
          connection.note = parse.query().startsWith("this is no SQL") ? parse : null;
          connection.toServer(octets);
        });
    rules.taking(
        Sync.class,
        (connection, sync, octets) -> {
          connection.note = connection.note instanceof Query skipped ? skipped : null;
          connection.toServer(octets);
        });
  }
}
