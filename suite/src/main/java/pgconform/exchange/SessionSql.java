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

/** Answers the statements of a session that pgconform serves. */
sealed interface SessionSql permits BackendSql, DriverSql {
  /** The OID of the type text. */
  int TEXT = 25;

  /** Returns the transaction status, as ReadyForQuery reports it. */
  char status();

  /** Notes that a statement has ended with an error. */
  void failed();

  /** Returns the answer to a statement, from the first row on. */
  List<BackendMessage> run(String statement);

  /** Returns whether a statement has rows. */
  static boolean hasRows(String statement) {
    return statement
        .strip()
        .toLowerCase(Locale.ROOT)
        .matches("(?s)(select|show|values|table|with)\\b.*");
  }

  /** Returns the description of the rows. */
  static RowDescription columns() {
    return new RowDescription(List.of(new Column("result", 0, 0, TEXT, -1, -1, 0)));
  }

  /** Returns the answer of a statement that has one row with one column. */
  static List<BackendMessage> row(String value) {
    return List.of(
        new DataRow(List.of(Optional.of(Bytes.ofText(value)))), new CommandComplete("SELECT 1"));
  }

  /** Returns the end of a COPY, whose data are discarded. */
  static CommandComplete copied() {
    return new CommandComplete("COPY 0");
  }
}
