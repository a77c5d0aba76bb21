package pgconform.exchange;

import java.util.List;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;

/**
 * Answers the statements of a driver under test: all that it sends for its own purposes succeeds
 * without rows, and the query of the case returns one row.
 */
record DriverSql(String query) implements SessionSql {
  /** Returns whether a statement is the query of the case. */
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
