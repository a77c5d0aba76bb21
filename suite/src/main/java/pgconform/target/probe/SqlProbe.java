package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;

/**
 * Sends queries that a server need not support. After a query that was not answered, the next one
 * is sent in a new session, so that a late answer is not mistaken for that to another query; the
 * unanswered query is canceled.
 */
final class SqlProbe implements AutoCloseable {
  private final SessionStarter starter;
  private final Duration limit;
  private Session session;

  /**
   * Creates a probe, whose session begins with the first query.
   *
   * @param limit the time limit for an answer
   */
  SqlProbe(SessionStarter starter, Duration limit) {
    this.starter = starter;
    this.limit = limit;
  }

  /** Creates a probe whose session has already begun. */
  SqlProbe(SessionStarter starter, Duration limit, Session session) {
    this(starter, limit);
    this.session = session;
  }

  private Session session() throws IOException {
    if (session == null) {
      session = starter.start();
    }
    return session;
  }

  /** Returns the process ID in the key of that session; empty if it has none. */
  Optional<Integer> processId() {
    try {
      return session().keyData().map(BackendKeyData::processId);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a session can be started. */
  boolean begins() {
    try {
      session();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether the session that answered last is encrypted with TLS. */
  boolean isEncrypted() {
    return session != null && session.link().tlsSession().isPresent();
  }

  /** Returns the rows of the answer; the exception gives the reason if there are none. */
  List<List<String>> rows(String sql) throws IOException {
    Session asked = session();
    long begun = System.nanoTime();
    try {
      return asked.query(sql, starter.patience().next(limit));
    } catch (QueryException e) {
      if (!e.answered()) {
        session = null;
        starter.patience().lost(Duration.ofNanos(System.nanoTime() - begun));
        starter.abandon(asked);
      }
      throw e;
    }
  }

  /** Waits for the answer to a query, even if it is an error. */
  void answer(String sql) throws IOException {
    try {
      rows(sql);
    } catch (QueryException e) {
      if (!e.answered()) {
        throw e;
      }
    }
  }

  /** Returns whether the server runs a statement. */
  boolean runs(String sql) {
    try {
      rows(sql);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the number of rows of the answer; zero if there is none. */
  int count(String sql) {
    try {
      return rows(sql).size();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the first value of the answer; empty if there is none. */
  Optional<String> value(String sql) {
    try {
      List<List<String>> rows = rows(sql);
      return rows.isEmpty() || rows.get(0).isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(rows.get(0).get(0));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the value of a function of PostgreSQL; empty if there is none. A server may support the
   * function without the schema of PostgreSQL's functions.
   *
   * @param call the function's name and arguments
   */
  Optional<String> function(String call) {
    return value("select pg_catalog." + call).or(() -> value("select " + call));
  }

  /** Returns the value of a setting in its own unit; empty if the server does not report it. */
  Optional<Integer> setting(String name) {
    String sql =
        "select setting from pg_catalog.pg_settings where name operator(pg_catalog.=) '%s'";
    try {
      return value(sql.formatted(name)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Ends the session; the next query starts another one. */
  void leave() {
    if (session != null) {
      starter.patience().end(session);
      session = null;
    }
  }

  @Override
  public void close() {
    leave();
  }
}
