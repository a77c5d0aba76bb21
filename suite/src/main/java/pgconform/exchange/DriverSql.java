package pgconform.exchange;

import java.util.List;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;

/**
 * The statements of a driver under test: whatever it asks for its own purposes has succeeded, and
 * has no rows; the query of the case has one.
 *
 * @param query the text of the query that the case is about
 */
record DriverSql(String query) implements SessionSql {
  /** Whether it is the query of the case. */
  boolean isQuery(String statement) {
    return statement.contains(query);
  }

  @Override
  public char status() {
    return 'I';
  }

  @Override
  public void failed() {
    // There are no transactions.
  }

  @Override
  public List<BackendMessage> run(String statement) {
    return isQuery(statement) ? SessionSql.row("1") : List.of(new CommandComplete("SET"));
  }
}
