package pgconform.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.Column;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.RowDescription;

/** Answers to queries, up to where ReadyForQuery follows. */
public final class Rows {
  private static final int TEXT = 25;

  private Rows() {}

  /** One row with one column. */
  public static List<BackendMessage> of(String value) {
    return of(List.of(value));
  }

  /** Rows with one column. */
  public static List<BackendMessage> of(List<String> values) {
    List<BackendMessage> messages = new ArrayList<>();
    messages.add(new RowDescription(List.of(new Column("?column?", 0, 0, TEXT, -1, -1, 0))));
    for (String value : values) {
      messages.add(new DataRow(List.of(Optional.of(Bytes.ofText(value)))));
    }
    messages.add(new CommandComplete("SELECT " + values.size()));
    return messages;
  }

  /** An error. */
  public static ErrorResponse error(String severity, String code, String message) {
    return ErrorResponse.of(severity, code, message);
  }
}
