package pgconform.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bind;
import pgconform.wire.BindComplete;
import pgconform.wire.Close;
import pgconform.wire.CloseComplete;
import pgconform.wire.CopyData;
import pgconform.wire.CopyDone;
import pgconform.wire.CopyFail;
import pgconform.wire.CopyInResponse;
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
 * Answers the queries of one session as a well-behaved server does, in the simple and in the
 * extended query protocol. A statement that is to be held runs until it is told how to end.
 */
final class SessionQueries {
  private static final int MOST_STATEMENTS = 1_000;

  private static final String CANCELED = "canceling statement due to user request";

  private static final Set<Class<?>> EXTENDED =
      Set.of(Bind.class, Describe.class, Close.class, Execute.class, Flush.class, Sync.class);

  private static final Set<Class<?>> COPY = Set.of(CopyData.class, CopyDone.class, CopyFail.class);

  private final SessionSql sql;
  private final Predicate<String> held;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();

  /** The statements of a Query that have not run yet. */
  private final Deque<String> left = new ArrayDeque<>();

  /** The messages after the Execute of a statement that is held. */
  private final Deque<Message> behind = new ArrayDeque<>();

  /** The messages to send with the end of the running statement, or at the next Sync or Flush. */
  private final List<BackendMessage> owed = new ArrayList<>();

  /** The statement that is held; in the extended query protocol it runs from Sync or Flush on. */
  private Optional<String> current = Optional.empty();

  private boolean runs;
  private boolean simple;
  private boolean skips;
  private boolean copyingIn;

  /**
   * Creates the queries of a session.
   *
   * @param sql what answers the statements
   * @param held whether a statement is to be held
   */
  SessionQueries(SessionSql sql, Predicate<String> held) {
    this.sql = sql;
    this.held = held;
  }

  /** Returns whether a message is one of those that make up a session. */
  static boolean isOfSession(Message message) {
    return message instanceof Query
        || message instanceof Parse
        || EXTENDED.contains(message.getClass())
        || COPY.contains(message.getClass());
  }

  /** Returns the statement that runs until it is answered. */
  Optional<String> running() {
    return current.filter(statement -> runs);
  }

  /** Returns whether a message neither begins nor belongs to a held statement. */
  boolean isAside(Message message) {
    boolean begins =
        (message instanceof Query query && held.test(query.query()))
            || (message instanceof Parse parse && held.test(parse.query()))
            || (message instanceof Bind bind
                && held.test(statements.getOrDefault(bind.statement(), "")));
    return !begins && current.isEmpty() && isOfSession(message);
  }

  /** Returns the messages that answer one of the client's; none yet if it makes a statement run. */
  List<BackendMessage> take(Message message) {
    if (copyingIn) {
      return copy(message);
    } else if (current.isPresent()) {
      behind.add(message);
      runs |= message instanceof Sync || message instanceof Flush;
    } else if (message instanceof Query query && !skips) {
      simple = true;
      left.addAll(BackendSql.statements(query.query()));
      if (left.isEmpty()) {
        owed.add(new EmptyQueryResponse());
      }
      return simple();
    } else if (message instanceof Sync) {
      skips = false;
      owed.add(ready());
      return taken();
    } else if (message instanceof Flush) {
      return taken();
    } else if (!skips) {
      extended(message);
      return copyingIn ? taken() : List.of();
    }
    return List.of();
  }

  /** Continues with the statements of a Query. */
  private List<BackendMessage> simple() {
    while (!left.isEmpty()) {
      String statement = left.poll();
      if (held.test(statement)) {
        current = Optional.of(statement);
        runs = true;
        return List.of();
      }
      ran(statement);
      if (copyingIn) {
        return taken();
      }
    }
    owed.add(ready());
    return taken();
  }

  /** Runs a statement; an error also discards the statements sent with it. */
  private void ran(String statement) {
    List<BackendMessage> answers = sql.run(statement);
    if (simple && SessionSql.hasRows(statement) && !(answers.get(0) instanceof ErrorResponse)) {
      owed.add(SessionSql.columns());
    }
    owed.addAll(answers);
    copyingIn = answers.get(0) instanceof CopyInResponse;
    if (answers.get(0) instanceof ErrorResponse) {
      failed();
    }
  }

  private void failed() {
    sql.failed();
    left.clear();
    skips = !simple;
  }

  private void extended(Message message) {
    simple = false;
    if (message instanceof Parse parse) {
      keep(statements, parse.statement(), parse.query(), new ParseComplete());
    } else if (message instanceof Bind bind) {
      String statement = statements.getOrDefault(bind.statement(), "");
      keep(portals, bind.portal(), statement, new BindComplete());
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
        current = Optional.of(statement);
      } else {
        ran(statement);
      }
    }
  }

  private void keep(Map<String, String> kept, String name, String sql, BackendMessage done) {
    if (kept.containsKey(name) || kept.size() < MOST_STATEMENTS) {
      kept.put(name, sql);
      owed.add(done);
    } else {
      owed.add(ErrorResponse.of("ERROR", "54000", "too many statements or portals"));
      failed();
    }
  }

  private void describe(Describe describe) {
    boolean statement = describe.target() == 'S';
    if (statement) {
      owed.add(new ParameterDescription(List.of()));
    }
    String text = (statement ? statements : portals).getOrDefault(describe.name(), "");
    owed.add(SessionSql.hasRows(text) ? SessionSql.columns() : new NoData());
  }

  /**
   * Handles the data of a COPY, and the messages among them. Flush and Sync are ignored there. Data
   * that come after the end of the COPY are not handled here, and dropped.
   */
  private List<BackendMessage> copy(Message message) {
    boolean goesOn =
        message instanceof CopyData || message instanceof Flush || message instanceof Sync;
    if (goesOn) {
      return List.of();
    }
    copyingIn = false;
    if (message instanceof CopyDone) {
      owed.add(SessionSql.copied());
    } else {
      boolean asked = message instanceof CopyFail;
      owed.add(ErrorResponse.of("ERROR", asked ? "57014" : "08P01", "COPY from stdin failed"));
      failed();
    }
    return simple ? simple() : List.of();
  }

  private ReadyForQuery ready() {
    return new ReadyForQuery(sql.status());
  }

  private List<BackendMessage> taken() {
    List<BackendMessage> all = List.copyOf(owed);
    owed.clear();
    return all;
  }

  /**
   * Ends the running statement with a row or an error, and continues with the messages behind it.
   */
  List<BackendMessage> reply(Optional<String> error) {
    String statement = current.orElseThrow();
    if (error.isPresent()) {
      owed.add(ErrorResponse.of("ERROR", error.get(), CANCELED));
      failed();
    } else {
      if (simple && SessionSql.hasRows(statement)) {
        owed.add(SessionSql.columns());
      }
      owed.addAll(sql.run(statement));
    }
    ended();
    List<BackendMessage> all = new ArrayList<>(simple ? simple() : List.of());
    while (!behind.isEmpty() && current.isEmpty()) {
      all.addAll(take(behind.poll()));
    }
    // The messages behind another held statement have come already, too.
    runs = current.isPresent();
    return all;
  }

  /** Notes that the running statement was ended by messages sent elsewhere. */
  void ended() {
    current = Optional.empty();
    runs = false;
  }
}
