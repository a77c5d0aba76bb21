package pgconform.wire;

import java.util.List;
import java.util.Optional;

/** The fields that {@link ErrorResponse} and {@link NoticeResponse} have in common. */
public sealed interface Diagnostic permits ErrorResponse, NoticeResponse {
  /** Returns the fields in the order in which they came. */
  List<Field> fields();

  /** Returns the value of the first field with a code. */
  default Optional<String> field(char code) {
    return fields().stream().filter(f -> f.code() == code).map(Field::value).findFirst();
  }

  /** Returns the SQLSTATE. */
  default Optional<String> sqlState() {
    return field('C');
  }

  /** Returns the severity that is never translated, or the other one if only that was sent. */
  default Optional<String> severity() {
    return field('V').or(() -> field('S'));
  }

  /** Returns the primary message. */
  default Optional<String> message() {
    return field('M');
  }
}
