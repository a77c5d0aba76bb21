package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.session.Session;

/**
 * Asks queries that a server need not know.
 *
 * @param limit for an answer
 */
record SqlProbe(Session session, Duration limit) {
  /** Tells whether the server runs a statement. */
  boolean runs(String sql) {
    try {
      session.query(sql, Deadline.in(limit));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the first value of the answer; empty if there is none. */
  Optional<String> value(String sql) {
    try {
      List<List<String>> rows = session.query(sql, Deadline.in(limit));
      return rows.isEmpty() || rows.get(0).isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(rows.get(0).get(0));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the value of a setting in its own unit; empty if the server does not tell it. */
  Optional<Integer> setting(String name) {
    String sql = "select setting::int from pg_settings where name = '%s'".formatted(name);
    try {
      return value(sql).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
