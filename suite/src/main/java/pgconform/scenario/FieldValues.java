package pgconform.scenario;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Knows the values that fields of messages and events can have according to the documentation: a
 * pattern that asks for another value would never match, or always.
 */
public final class FieldValues {
  /** The transaction status of ReadyForQuery, and how patterns write it. */
  private static final Map<Integer, List<String>> TRANSACTION_STATUS =
      Map.of(
          (int) 'I', List.of("idle", "I"),
          (int) 'T', List.of("in transaction", "transaction", "T"),
          (int) 'E', List.of("failed transaction", "failed", "E"));

  /**
   * The values of field V, and of field S if it is not translated (Error and Notice Message
   * Fields).
   */
  public static final Set<String> SEVERITIES =
      Set.of("ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "DEBUG", "INFO", "LOG");

  private static final List<String> FIELD_CODES = List.of("SVCMDHPpqWstcdnFLR".split(""));

  /** Stands for a field that an error does not have. */
  private static final String ABSENT = "absent";

  private static final List<String> ENDINGS = List.of("FIN", "RST", "close_notify");

  private FieldValues() {}

  /**
   * Returns how patterns write a transaction status, which is a number if the documentation does
   * not list it.
   */
  public static List<String> transactionStatus(int status) {
    return TRANSACTION_STATUS.getOrDefault(status, List.of(Integer.toString(status)));
  }

  /** Returns the letters that name fields of a message. */
  static List<String> codes(String message) {
    return Vocabulary.hasFieldCodes(message)
        ? FIELD_CODES
        : Vocabulary.hasAttributes(message) ? List.of("r", "s", "i") : List.of();
  }

  /**
   * Returns why a field can never have a value; empty if it can.
   *
   * @param field the name of the field in a pattern; empty for the most important one
   */
  static Optional<String> fault(String message, String field, String value) {
    if (field.endsWith(".size")) {
      return number(message, field, value);
    } else if (message.equals("ReadyForQuery")) {
      List<String> known =
          TRANSACTION_STATUS.values().stream().flatMap(List::stream).sorted().toList();
      // A status that is not documented is written as a number.
      return value.matches("\\d{1,3}")
          ? Optional.empty()
          : among(known, "the status of ReadyForQuery is never", value);
    } else if (message.equals("EncryptionResponse")) {
      return value.length() == 1
          ? Optional.empty()
          : Optional.of("EncryptionResponse is one byte, such as S, N or G");
    } else if (message.equals("Closed") && field.isEmpty()) {
      return among(ENDINGS, "a connection does not end by", value);
    } else if (Vocabulary.hasFieldCodes(message) && field.length() <= 1) {
      return diagnostic(field, value);
    }
    return typed(message, field, value);
  }

  private static Optional<String> diagnostic(String field, String value) {
    if (value.equals(ABSENT)) {
      return Optional.empty();
    }
    return switch (field) {
      case "S", "V" -> among(SEVERITIES.stream().sorted().toList(), "there is no severity", value);
      case "", "C" ->
          value.matches("[0-9A-Z]{5}")
              ? Optional.empty()
              : Optional.of(
                  "a SQLSTATE has five digits or capital letters, unlike '%s'".formatted(value));
      default -> Optional.empty();
    };
  }

  private static Optional<String> among(List<String> known, String what, String value) {
    return known.contains(value)
        ? Optional.empty()
        : Optional.of("%s '%s'%s".formatted(what, value, Spelling.hint(value, known)));
  }

  private static Optional<String> number(String message, String field, String value) {
    return value.matches("-?\\d{1,18}")
        ? Optional.empty()
        : Optional.of("%s of %s is a number, not '%s'".formatted(field, message, value));
  }

  /** Checks a value against the type that the field has on the wire. */
  private static Optional<String> typed(String message, String field, String value) {
    Class<?> event = Vocabulary.event(message);
    Optional<Class<?>> type =
        event == null
            ? Optional.empty()
            : components(event)
                .filter(component -> field.isEmpty() || component.getName().equals(field))
                .<Class<?>>map(RecordComponent::getType)
                .findFirst();
    if (type.filter(boolean.class::equals).isPresent()) {
      return among(List.of("false", "true"), field + " is never", value);
    }
    boolean version = field.equals("version") && value.matches("\\d{1,5}\\.\\d{1,5}");
    boolean number =
        type.filter(Set.of(int.class, long.class, short.class, byte.class)::contains).isPresent();
    return number && !version ? number(message, field, value) : Optional.empty();
  }

  private static Stream<RecordComponent> components(Class<?> event) {
    return Arrays.stream(event.getRecordComponents())
        .filter(component -> !component.getName().equals("nanos"));
  }
}
