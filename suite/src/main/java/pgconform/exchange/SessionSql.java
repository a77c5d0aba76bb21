package pgconform.exchange;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.Column;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.RowDescription;

/** What answers the statements of a session that pgconform serves. */
sealed interface SessionSql permits BackendSql, DriverSql {
  /** The type text. */
  int TEXT = 25;

  /** The status of the transaction, as ReadyForQuery tells it. */
  char status();

  /** An error has ended a statement. */
  void failed();

  /** The answer to a statement, from the first row on. */
  List<BackendMessage> run(String statement);

  /** Whether a statement has rows. */
  static boolean hasRows(String statement) {
    return statement
        .strip()
        .toLowerCase(Locale.ROOT)
        .matches("(?s)(select|show|values|table|with)\\b.*");
  }

  /** What rows look like. */
  static RowDescription columns() {
    return new RowDescription(List.of(new Column("result", 0, 0, TEXT, -1, -1, 0)));
  }

  /** A statement that has one row, of one column. */
  static List<BackendMessage> row(String value) {
    return List.of(
        new DataRow(List.of(Optional.of(Bytes.ofText(value)))), new CommandComplete("SELECT 1"));
  }

  /** The end of a COPY, whose data nobody keeps. */
  static CommandComplete copied() {
    return new CommandComplete("COPY 0");
  }
}
