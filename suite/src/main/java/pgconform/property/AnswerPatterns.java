package pgconform.property;

import java.util.List;
import pgconform.scenario.FieldTest;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;

/** The patterns of what a server answers. */
final class AnswerPatterns {
  private final Place place;

  /**
   * Patterns of a step.
   *
   * @param place of the step
   */
  AnswerPatterns(Place place) {
    this.place = place;
  }

  /** A message, whatever is in it. */
  Pattern any(String message) {
    return new Pattern.One(place, message, List.of(), "");
  }

  /** A message one of whose fields has a value; the most telling field if it has no name. */
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

  /** The columns of a statement, or that it has none. */
  Pattern columns(PipelineSql sql) {
    return sql.returnsRows() ? with("RowDescription", "columns.size", "1") : any("NoData");
  }

  Pattern ready(ExtendedProtocol.Status status) {
    return with("ReadyForQuery", "", status.word());
  }

  /** One of two. */
  static Pattern either(Pattern one, Pattern other) {
    return new Pattern.Either(List.of(one, other));
  }

  /** At most once. */
  static Pattern optional(Pattern pattern) {
    return new Pattern.Repeated(pattern, 0, 1);
  }

  /** As many of them as come before an error, which may come before the first or after the last. */
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
