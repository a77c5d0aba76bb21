package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.testing.Scenarios;

/** Patterns that are well-formed, but cannot be meant. */
class PatternCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "CommandComplete DataRow? ~ 1 ~ this pattern ends with an optional part, which is never"
            + " waited for: a pattern is satisfied as soon as it can be",
        "DataRow[1, 2] ~ 12 ~ this field is tested twice; several values are written as A|B",
        "ErrorResponse[M=a, M=b] ~ 20 ~ the field 'M' is tested twice; several values are written"
            + " as M=A|B",
        "ErrorResponse[S=ERROR, M=a] ~ 0 ~ ``",
        "ErrorResponse[M!=a, M!=b] ~ 0 ~ ``",
        "ErrorResponse[M=a|b] ErrorResponse[M=a] ~ 0 ~ ``",
      })
  void whatCannotBeMeant(String text, int column, String message) throws Exception {
    FileErrors problems = new FileErrors();
    Place place = new Place("f", 1, 1);
    PatternCheck.check(PatternParser.parse(at -> new Place("f", 1, at + 1), text), place, problems);
    assertEquals(
        column == 0 ? List.of() : List.of(new FileError(new Place("f", 1, column), message)),
        problems.all());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Closed Closd      ~ there is no message 'Closd'; did you mean 'Closed'?",
        "Closed DataRow?   ~ this pattern ends with an optional part, which is never waited for: a"
            + " pattern is satisfied as soon as it can be",
      })
  void theFaultsOfAFileAreReported(String text, String message) {
    String steps = "- open: c\n- expect: c\n  messages: " + text + "\n";
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> Scenarios.steps(steps));
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
  }
}
