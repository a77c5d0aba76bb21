package pgconform.exchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bind;
import pgconform.wire.BindComplete;
import pgconform.wire.Bytes;
import pgconform.wire.Close;
import pgconform.wire.CloseComplete;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.Describe;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Execute;
import pgconform.wire.Flush;
import pgconform.wire.Message;
import pgconform.wire.ParameterDescription;
import pgconform.wire.Parse;
import pgconform.wire.ParseComplete;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Sync;

/**
 * The queries of one session, as a well-behaved server answers them. It answers the driver's own
 * queries at once, and the query that the case is about when a step says so.
 */
final class ServedQueries {
  private static final int MOST_STATEMENTS = 1000;

  private static final Set<Class<?>> OF_A_SESSION =
      Set.of(Bind.class, Describe.class, Close.class, Execute.class, Flush.class, Sync.class);

  private final String awaited;

  /** The messages to send when the running query ends. */
  private final List<BackendMessage> owed = new ArrayList<>();

  /** The prepared statements that are the query of the case; drivers keep theirs. */
  private final Set<String> statements = new HashSet<>();

  private boolean prepared;
  private boolean executes;
  private boolean running;
  private boolean extended;

  /**
   * Queries of a session.
   *
   * @param awaited the text of the query that the case is about
   */
  ServedQueries(String awaited) {
    this.awaited = awaited;
  }

  /** Whether the query that the case is about runs. */
  boolean running() {
    return running;
  }

  /** Whether a message is of a session, and neither begins nor belongs to the query of the case. */
  boolean isAside(Message message) {
    boolean begins =
        (message instanceof Query query && query.query().contains(awaited))
            || (message instanceof Parse parse && parse.query().contains(awaited))
            || (message instanceof Bind bind && statements.contains(bind.statement()));
    boolean inside = running || executes || prepared;
    return !begins
        && (message instanceof Query
            || message instanceof Parse
            || (!inside && OF_A_SESSION.contains(message.getClass())));
  }

  /** Returns the answer to a message; empty if the message does not belong to a session. */
  Optional<List<BackendMessage>> take(Message message) {
    if (message instanceof Query query) {
      extended = false;
      running = query.query().contains(awaited);
      return Optional.of(running ? List.of() : done());
    } else if (message instanceof Parse parse) {
      parse(parse);
      owed.add(new ParseComplete());
    } else if (message instanceof Bind bind) {
      prepared = statements.contains(bind.statement());
      owed.add(new BindComplete());
    } else if (message instanceof Describe describe) {
      describe(describe);
    } else if (message instanceof Close) {
      owed.add(new CloseComplete());
    } else if (message instanceof Execute) {
      extended = true;
      executes = prepared;
      if (!executes) {
        owed.add(new CommandComplete("SET"));
      }
    } else if (message instanceof Flush || message instanceof Sync) {
      // A server answers what it has executed then; the query of the case runs until it is told.
      running |= executes;
      if (running) {
        return Optional.of(List.of());
      } else if (message instanceof Sync) {
        owed.add(new ReadyForQuery('I'));
      }
      return Optional.of(taken());
    } else {
      return Optional.empty();
    }
    return Optional.of(List.of());
  }

  private void parse(Parse parse) {
    prepared = parse.query().contains(awaited);
    if (!prepared) {
      statements.remove(parse.statement());
    } else if (statements.size() < MOST_STATEMENTS) {
      statements.add(parse.statement());
    }
  }

  private void describe(Describe describe) {
    if (describe.target() == 'S') {
      owed.add(new ParameterDescription(List.of()));
    }
    owed.add(BackendSql.columns());
  }

  private List<BackendMessage> done() {
    return List.of(new CommandComplete("SET"), new ReadyForQuery('I'));
  }

  private List<BackendMessage> taken() {
    List<BackendMessage> all = List.copyOf(owed);
    owed.clear();
    executes = false;
    return all;
  }

  /** The end of the running query: a row, or an error. */
  List<BackendMessage> reply(Optional<String> error) {
    List<BackendMessage> all = new ArrayList<>(taken());
    if (error.isPresent()) {
      all.add(ErrorResponse.of("ERROR", error.get(), "canceling statement due to user request"));
    } else {
      if (!extended) {
        all.add(BackendSql.columns());
      }
      all.add(new DataRow(List.of(Optional.of(Bytes.ofText("1")))));
      all.add(new CommandComplete("SELECT 1"));
    }
    all.add(new ReadyForQuery('I'));
    running = false;
    prepared = false;
    return all;
  }
}
