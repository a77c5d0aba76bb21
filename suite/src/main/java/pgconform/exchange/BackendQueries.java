package pgconform.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bind;
import pgconform.wire.BindComplete;
import pgconform.wire.Close;
import pgconform.wire.CloseComplete;
import pgconform.wire.DataRow;
import pgconform.wire.Describe;
import pgconform.wire.EmptyQueryResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Execute;
import pgconform.wire.Flush;
import pgconform.wire.Message;
import pgconform.wire.NoData;
import pgconform.wire.ParameterDescription;
import pgconform.wire.Parse;
import pgconform.wire.ParseComplete;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Sync;

/**
 * The queries of one session of a backend, in the simple and in the extended protocol. A query that
 * is to be held is answered when somebody says so.
 */
final class BackendQueries {
  private static final int MOST_STATEMENTS = 1_000;

  private final BackendSql sql;
  private final Predicate<String> held;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();

  /** What is to be sent with the end of the running query, or at the next Sync or Flush. */
  private final List<BackendMessage> owed = new ArrayList<>();

  private Optional<String> running = Optional.empty();
  private boolean simple;
  private boolean skips;

  /**
   * Queries of a session.
   *
   * @param held whether a statement is to be held
   */
  BackendQueries(BackendSql sql, Predicate<String> held) {
    this.sql = sql;
    this.held = held;
  }

  /** The statement that runs until it is answered. */
  Optional<String> running() {
    return running;
  }

  /** The messages that answer one of the proxy; none yet if it makes a query run. */
  List<BackendMessage> take(Message message) {
    if (message instanceof Query query) {
      return query(query);
    } else if (message instanceof Sync) {
      skips = false;
      owed.add(ready());
      return taken();
    } else if (message instanceof Flush) {
      return taken();
    } else if (!skips) {
      extended(message);
    }
    return List.of();
  }

  private List<BackendMessage> query(Query query) {
    simple = true;
    List<String> all = BackendSql.statements(query.query());
    if (all.isEmpty()) {
      owed.add(new EmptyQueryResponse());
    }
    for (String statement : all) {
      if (held.test(statement)) {
        owed.add(BackendSql.columns());
        running = Optional.of(statement);
        return List.of();
      }
      if (!ran(statement)) {
        break;
      }
    }
    owed.add(ready());
    return taken();
  }

  /** Runs a statement; whether it has succeeded. */
  private boolean ran(String statement) {
    List<BackendMessage> answers = sql.run(statement);
    if (simple && answers.get(0) instanceof DataRow) {
      owed.add(BackendSql.columns());
    }
    owed.addAll(answers);
    if (answers.get(0) instanceof ErrorResponse) {
      sql.failed();
      return false;
    }
    return true;
  }

  private void extended(Message message) {
    simple = false;
    if (message instanceof Parse parse && statements.size() < MOST_STATEMENTS) {
      statements.put(parse.statement(), parse.query());
      owed.add(new ParseComplete());
    } else if (message instanceof Bind bind && portals.size() < MOST_STATEMENTS) {
      portals.put(bind.portal(), statements.getOrDefault(bind.statement(), ""));
      owed.add(new BindComplete());
    } else if (message instanceof Describe describe) {
      describe(describe);
    } else if (message instanceof Close close) {
      (close.target() == 'S' ? statements : portals).remove(close.name());
      owed.add(new CloseComplete());
    } else if (message instanceof Execute execute) {
      String statement = portals.getOrDefault(execute.portal(), "");
      if (statement.isBlank()) {
        owed.add(new EmptyQueryResponse());
      } else if (held.test(statement)) {
        running = Optional.of(statement);
      } else {
        skips = !ran(statement);
      }
    }
  }

  private void describe(Describe describe) {
    boolean statement = describe.target() == 'S';
    if (statement) {
      owed.add(new ParameterDescription(List.of()));
    }
    String text = (statement ? statements : portals).getOrDefault(describe.name(), "");
    owed.add(BackendSql.hasRows(text) ? BackendSql.columns() : new NoData());
  }

  private ReadyForQuery ready() {
    return new ReadyForQuery(sql.status());
  }

  private List<BackendMessage> taken() {
    List<BackendMessage> all = List.copyOf(owed);
    owed.clear();
    return all;
  }

  /** What ends the running query: a row, or an error. In the extended protocol Sync follows. */
  List<BackendMessage> reply(Optional<String> error) {
    if (error.isPresent()) {
      // Nothing of a result has been told so far.
      owed.removeIf(message -> simple);
      owed.add(ErrorResponse.of("ERROR", error.get(), "canceling statement due to user request"));
      sql.failed();
      skips = !simple;
    } else {
      owed.addAll(sql.run(running.orElseThrow()));
    }
    if (simple) {
      owed.add(ready());
    }
    running = Optional.empty();
    return taken();
  }

  /** The running query has ended by what somebody else has sent. */
  void ended() {
    owed.clear();
    running = Optional.empty();
  }
}
