package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;

/**
 * Asks queries that a server need not know. After a query that was not answered the next one is
 * asked in a new session, so that no answer that comes late is taken for that to another question;
 * what was not answered is canceled.
 */
final class SqlProbe implements AutoCloseable {
  private final SessionStarter starter;
  private final Duration limit;
  private Session session;

  /**
   * Makes a probe, whose session begins with the first question.
   *
   * @param limit for an answer
   */
  SqlProbe(SessionStarter starter, Duration limit) {
    this.starter = starter;
    this.limit = limit;
  }

  private Session session() throws IOException {
    if (session == null) {
      session = starter.start();
    }
    return session;
  }

  /** The process ID in the key of that session; empty if it has none. */
  Optional<Integer> processId() {
    try {
      return session().keyData().map(BackendKeyData::processId);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tells whether there is a session to ask in. */
  boolean begins() {
    try {
      session();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells whether the session that answered last is encrypted by TLS. */
  boolean isEncrypted() {
    return session != null && session.link().tlsSession().isPresent();
  }

  /** Returns the rows of the answer; the exception says why there is none. */
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

  /** Waits for the answer to a query, be it an error. */
  void answer(String sql) throws IOException {
    try {
      rows(sql);
    } catch (QueryException e) {
      if (!e.answered()) {
        throw e;
      }
    }
  }

  /** Tells whether the server runs a statement. */
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
   * Returns the value of a function of PostgreSQL; empty if there is none. A server that does not
   * know the schema of PostgreSQL's functions may know the function.
   *
   * @param call the function's name and arguments
   */
  Optional<String> function(String call) {
    return value("select pg_catalog." + call).or(() -> value("select " + call));
  }

  /** Returns the value of a setting in its own unit; empty if the server does not tell it. */
  Optional<Integer> setting(String name) {
    String sql =
        "select setting from pg_catalog.pg_settings where name operator(pg_catalog.=) '%s'";
    try {
      return value(sql.formatted(name)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Ends the session; the next question starts another one. */
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
