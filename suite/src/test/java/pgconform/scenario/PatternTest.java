package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be told from a pattern before any event has come. */
class PatternTest {
  private static Pattern parse(String text) throws PatternParser.Fault {
    return PatternParser.parse(at -> new Place("f", 1, at + 1), text);
  }

  private static List<String> names(Stream<Pattern.One> ones) {
    return ones.map(Pattern.One::name).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "DataRow ~ false",
        "DataRow? ~ true",
        "DataRow* ~ true",
        "DataRow+ ~ true",
        "DataRow{2} ~ false",
        "DataRow{1,2} ~ true",
        "(DataRow?){2} ~ true",
        "DataRow{0} ~ true",
        "DataRow? CommandComplete ~ false",
        "CommandComplete DataRow? ~ true",
        "CommandComplete DataRow{0} ~ false",
        "CommandComplete? DataRow{0} ~ true",
        "DataRow{0} CommandComplete{0} ~ true",
        "DataRow | CommandComplete ~ false",
        "DataRow | CommandComplete? ~ true",
        "(DataRow & CommandComplete) ~ false",
        "(DataRow & CommandComplete?) ~ true",
      })
  void anOptionalEndIsNotWaitedFor(String text, boolean early) throws Exception {
    assertEquals(early, parse(text).endsEarly());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "any ~ true",
        "any[1] ~ false",
        "DataRow ~ false",
        "any? ~ false",
        "any any ~ false",
      })
  void aSingleEventOfAnyKindIsAnything(String text, boolean anything) throws Exception {
    assertEquals(anything, parse(text).isAnything());
  }

  @Test
  void theNextGroupTellsWhatIsLacking() throws Exception {
    assertEquals(
        List.of("ParameterStatus", "BackendKeyData"),
        names(parse("NoticeResponse* (ParameterStatus & BackendKeyData)").lacking()));
    assertEquals(
        List.of("BackendKeyData"),
        names(parse("(ParameterStatus? & BackendKeyData) ReadyForQuery").lacking()));
    assertEquals(List.of(), names(parse("DataRow (ParameterStatus & BackendKeyData)").lacking()));
    assertEquals(List.of(), names(parse("DataRow?").lacking()));
  }

  @Test
  void nothingRemainsOfAPatternThatIsSatisfied() throws Exception {
    Pattern.Rest rest = parse("DataRow CommandComplete").after(one -> true).findFirst().get();
    assertEquals("CommandComplete", rest.pattern().toString());
    assertEquals(Pattern.done(), rest.pattern().after(one -> true).findFirst().get().pattern());
    // An event that must not come remains only for as long as one that must come.
    Pattern.Rest end = parse("DataRow CommandComplete{0}").after(one -> true).findFirst().get();
    assertEquals(Pattern.done(), end.pattern());
  }

  /** So that the same remainder is known again, on whichever way it was come to. */
  @Test
  void whatRemainsIsWrittenWithoutSequencesInSequences() throws Exception {
    Pattern.Sequence whole = (Pattern.Sequence) parse("DataRow (Closed any) CommandComplete");
    Pattern.Sequence inner = (Pattern.Sequence) whole.parts().get(1);
    Pattern rest = whole.after(one -> true).findFirst().get().pattern();
    assertEquals(
        new Pattern.Sequence(
            List.of(inner.parts().get(0), inner.parts().get(1), whole.parts().get(2))),
        rest);
    Pattern last = inner.after(one -> true).findFirst().get().pattern();
    assertEquals(inner.parts().get(1), last);
  }

  @Test
  void itsVariablesAreThoseOfItsTests() throws Exception {
    String text = "Closed (DataRow[$x] & ErrorResponse[M=a|$s.processId, D!=$y])* DataRow[1..2]";
    assertEquals(
        List.of("$x", "$s.processId", "$y"),
        parse(text).variables().map(Expression.Variable::toString).toList());
    assertEquals(List.of(), parse("DataRow[/a/|b] Closed").variables().toList());
  }
}
