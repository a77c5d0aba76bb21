package pgconform.property;

import java.util.List;
import pgconform.scenario.FieldTest;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;

/** Builds the patterns of a server's answers. */
final class AnswerPatterns {
  private final Place place;

  /**
   * Builds patterns of a step.
   *
   * @param place the place of the step
   */
  AnswerPatterns(Place place) {
    this.place = place;
  }

  /** Returns a pattern of a message with any content. */
  Pattern any(String message) {
    return new Pattern.One(place, message, List.of(), "");
  }

  /**
   * Returns a pattern of a message in which a field has a value; an empty name stands for the most
   * important field.
   */
  Pattern with(String message, String field, String value) {
    return new Pattern.One(
        place,
        message,
        List.of(new FieldTest(place, field, List.of(new FieldTest.Exactly(value)), false)),
        "");
  }

  Pattern error() {
    return with("ErrorResponse", "S", "ERROR");
  }

  Pattern row(int number) {
    return with("DataRow", "", Integer.toString(number));
  }

  /** Returns a pattern of the columns of a statement, or of their absence. */
  Pattern columns(PipelineSql sql) {
    return sql.returnsRows() ? with("RowDescription", "columns.size", "1") : any("NoData");
  }

  Pattern ready(ExtendedProtocol.Status status) {
    return with("ReadyForQuery", "", status.word());
  }

  /** Returns a pattern of one of two. */
  static Pattern either(Pattern one, Pattern other) {
    return new Pattern.Either(List.of(one, other));
  }

  /** Returns a pattern of at most one occurrence. */
  static Pattern optional(Pattern pattern) {
    return new Pattern.Repeated(pattern, 0, 1);
  }

  /**
   * Returns a pattern of any number of the first patterns, which may be none or all, and then an
   * error.
   */
  Pattern upToError(List<Pattern> patterns) {
    if (patterns.isEmpty()) {
      return error();
    }
    Pattern rest = optional(patterns.get(patterns.size() - 1));
    for (int i = patterns.size() - 2; i >= 0; i--) {
      rest = optional(new Pattern.Sequence(List.of(patterns.get(i), rest)));
    }
    return new Pattern.Sequence(List.of(rest, error()));
  }
}
