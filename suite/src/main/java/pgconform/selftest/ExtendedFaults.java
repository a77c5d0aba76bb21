package pgconform.selftest;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bind;
import pgconform.wire.BindComplete;
import pgconform.wire.Bytes;
import pgconform.wire.CloseComplete;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.EmptyQueryResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Execute;
import pgconform.wire.Flush;
import pgconform.wire.NoData;
import pgconform.wire.ParameterDescription;
import pgconform.wire.Parse;
import pgconform.wire.ParseComplete;
import pgconform.wire.PortalSuspended;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.RowDescription;

/** Faults of the answers of the extended query protocol, message by message. */
final class ExtendedFaults {
  static final String AREA = "extended";
  private static final ReadyForQuery IDLE = new ReadyForQuery('I');

  private ExtendedFaults() {}

  static Fault fault(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  /** Returns a fault that replaces answers of one kind. */
  private static <M extends BackendMessage> Fault answering(
      String name, String says, Class<M> kind, Rules.Change<M> change) {
    return fault(name, says, rules -> rules.changing(kind, change));
  }

  private static <M extends BackendMessage> Fault without(String name, String says, Class<M> kind) {
    return answering(name, says, kind, (connection, message) -> List.of());
  }

  /** Returns a fault that sends an error with another SQLSTATE. */
  private static Fault sqlState(String name, String says, String right, String wrong) {
    return answering(
        name,
        says,
        ErrorResponse.class,
        (connection, error) ->
            List.of(is(error, right) ? MessageEdits.with(error, "C", wrong) : error));
  }

  static boolean is(ErrorResponse error, String sqlState) {
    return error.sqlState().orElse("").equals(sqlState);
  }

  static List<Fault> all() {
    return Stream.of(answers(), rows(), ready()).flatMap(List::stream).toList();
  }

  private static List<Fault> answers() {
    return List.of(
        fault(
            "flush-ignored",
            "Flush does nothing: answers come at Sync.",
            rules -> rules.taking(Flush.class, (connection, flush, octets) -> {})),
        fault("answers-out-of-order", "Bind is answered before Parse.", ExtendedFaults::outOfOrder),
        without(
            "parameters-not-described",
            "Describe of a statement is answered by its columns alone.",
            ParameterDescription.class),
        without(
            "no-data-missing",
            "Describe is not answered where there are no columns.",
            NoData.class),
        without("close-unanswered", "Close is not answered.", CloseComplete.class),
        fault(
            "portal-not-described",
            "Describe of a portal is not answered.",
            rules -> {
              rules.changing(BindComplete.class, ExtendedFaults::noted);
              rules.changing(
                  RowDescription.class,
                  (connection, columns) -> connection.note == null ? List.of(columns) : List.of());
              rules.taking(
                  Query.class,
                  (connection, query, octets) -> {
                    connection.note = null;
                    connection.toServer(octets);
                  });
            }),
        answering(
            "empty-query-is-a-command",
            "An empty query is answered by CommandComplete.",
            EmptyQueryResponse.class,
            (connection, empty) -> List.of(new CommandComplete(""))),
        sqlState(
            "unknown-statement-otherwise",
            "A statement that does not exist is an undefined table.",
            "26000",
            "42P01"),
        sqlState(
            "unknown-portal-otherwise",
            "A portal that does not exist is a syntax error.",
            "34000",
            "42601"),
        sqlState(
            "statement-in-use-otherwise",
            "The name of a statement that is in use is an internal error.",
            "42P05",
            "XX000"),
        answering(
            "skipped-messages-are-errors",
            "Messages that must be skipped after an error are answered with further errors.",
            ErrorResponse.class,
            (connection, error) -> is(error, "42601") ? List.of(error, error) : List.of(error)));
  }

  private static <M extends BackendMessage> List<M> noted(ProxiedConnection connection, M message) {
    connection.note = message;
    return List.of(message);
  }

  private static void outOfOrder(Rules rules) {
    Rules.On<BackendMessage> others = rules.reply;
    rules.reply =
        (connection, message, octets) -> {
          if (message instanceof ParseComplete) {
            connection.note = octets;
            return;
          }
          Bytes held = connection.note instanceof Bytes bytes ? bytes : Bytes.EMPTY;
          connection.note = null;
          if (message instanceof BindComplete) {
            connection.toClient(octets.plus(held));
          } else {
            connection.toClient(held);
            others.take(connection, message, octets);
          }
        };
  }

  private static List<Fault> rows() {
    return List.of(
        fault(
            "row-limit-ignored",
            "Execute returns all rows, whatever its limit.",
            rules ->
                rules.taking(
                    Execute.class,
                    (connection, execute, octets) ->
                        connection.toServer(new Execute(execute.portal(), 0).encode()))),
        without(
            "suspended-missing",
            "When the row limit is reached, no message says so.",
            PortalSuspended.class),
        answering(
            "suspended-is-complete",
            "When the row limit is reached, the server sends CommandComplete.",
            PortalSuspended.class,
            (connection, suspended) -> List.of(new CommandComplete("SELECT 2"))),
        fault(
            "all-rows-counted",
            "The end of a portal that was fetched in parts counts all of its rows.",
            ExtendedFaults::counting),
        answering(
            "null-is-empty",
            "A NULL is sent as an empty value.",
            DataRow.class,
            (connection, row) ->
                List.of(
                    new DataRow(
                        row.values().stream()
                            .map(value -> Optional.of(value.orElse(Bytes.EMPTY)))
                            .toList()))),
        fault(
            "empty-parameter-is-null",
            "An empty parameter is treated as NULL.",
            rules ->
                rules.taking(
                    Bind.class,
                    (connection, bind, octets) ->
                        connection.toServer(
                            new Bind(
                                    bind.portal(),
                                    bind.statement(),
                                    bind.parameterFormats(),
                                    bind.parameterValues().stream()
                                        .map(value -> value.filter(v -> !v.isEmpty()))
                                        .toList(),
                                    bind.resultFormats())
                                .encode()))));
  }

  /** Counts the rows that have come from the portal that is being fetched. */
  private static void counting(Rules rules) {
    rules.changing(
        BindComplete.class,
        (connection, bound) -> {
          connection.note = 0;
          return List.of(bound);
        });
    rules.changing(
        DataRow.class,
        (connection, row) -> {
          // Rows of a simple Query do not follow a Bind.
          connection.note = connection.note instanceof Integer n ? n + 1 : null;
          return List.of(row);
        });
    rules.changing(
        CommandComplete.class,
        (connection, complete) -> {
          Object rows = connection.note;
          connection.note = null;
          return List.of(
              rows instanceof Integer n && complete.tag().startsWith("SELECT")
                  ? new CommandComplete("SELECT " + n)
                  : complete);
        });
  }

  private static List<Fault> ready() {
    return List.of(
        fault(
            "ready-missing-behind-a-failed-middle",
            "If a statement fails after one that succeeded, Sync is not answered.",
            rules -> {
              rules.changing(CommandComplete.class, ExtendedFaults::noted);
              rules.changing(
                  ErrorResponse.class,
                  (connection, error) -> {
                    connection.note = connection.note == null ? null : error;
                    return List.of(error);
                  });
              rules.changing(
                  ReadyForQuery.class,
                  (connection, ready) -> {
                    boolean missing = connection.note instanceof ErrorResponse;
                    connection.note = null;
                    return missing ? List.of() : List.of(ready);
                  });
            }),
        fault(
            "ready-at-each-error",
            "An error is followed by ReadyForQuery at once, and Sync by another.",
            rules -> {
              rules.taking(
                  Parse.class,
                  (connection, parse, octets) -> {
                    connection.note = parse;
                    connection.toServer(octets);
                  });
              rules.changing(
                  ErrorResponse.class,
                  (connection, error) ->
                      connection.note == null ? List.of(error) : List.of(error, IDLE));
            }),
        fault(
            "one-ready-for-many-syncs",
            "Several Syncs in a row are answered once.",
            rules -> {
              rules.changing(
                  ReadyForQuery.class,
                  (connection, ready) -> {
                    boolean again = connection.note instanceof ReadyForQuery;
                    connection.note = ready;
                    return again ? List.of() : List.of(ready);
                  });
              Rules.On<BackendMessage> others = rules.reply;
              rules.reply =
                  (connection, message, octets) -> {
                    if (!(message instanceof ReadyForQuery)) {
                      connection.note = null;
                    }
                    others.take(connection, message, octets);
                  };
            }),
        answering(
            "ready-behind-copy",
            "A COPY that is complete is followed by ReadyForQuery, before Sync.",
            CommandComplete.class,
            (connection, complete) ->
                complete.tag().startsWith("COPY") ? List.of(complete, IDLE) : List.of(complete)),
        fault(
            "ready-for-each-statement",
            "Each statement of a multi-statement Query is followed by ReadyForQuery.",
            rules -> {
              rules.taking(
                  Query.class,
                  (connection, query, octets) -> {
                    connection.note = query.query().contains(";") ? query : connection.note;
                    connection.toServer(octets);
                  });
              rules.changing(
                  CommandComplete.class,
                  (connection, complete) ->
                      connection.note != null && complete.tag().startsWith("INSERT")
                          ? List.of(complete, IDLE)
                          : List.of(complete));
            }));
  }
}
