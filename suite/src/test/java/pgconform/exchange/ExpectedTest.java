package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Transport;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.RaceRule;

/** What was expected is told in words. */
class ExpectedTest {
  private record Row(Expected expected, String words) {}

  private static List<Pattern.One> ones(String... texts) {
    return Stream.of(texts).map(text -> (Pattern.One) Patterns.of(text)).toList();
  }

  private static ExpectStep.Choice choice(String outcome, String pattern) {
    return new ExpectStep.Choice(outcome, Patterns.of(pattern));
  }

  static List<Row> rows() {
    return List.of(
        new Row(new Expected.Events(ones("DataRow", "Closed", "DataRow")), "DataRow or Closed"),
        new Row(
            new Expected.Lacking(ones("DataRow", "CommandComplete")),
            "DataRow and CommandComplete"),
        new Row(new Expected.Outcomes(List.of(), "late"), "anything but late"),
        new Row(
            new Expected.Outcomes(
                List.of(choice("gone", "Closed"), choice("row", "DataRow")), "late"),
            "gone: Closed, or row: DataRow"),
        new Row(new Expected.ConnectionOver(Transport.DIRECT_TLS), "a connection over direct tls"),
        new Row(new Expected.Session("tester", false), "a session for tester"),
        new Row(
            new Expected.Session("tester", true), "a session for tester or ErrorResponse[C=53300]"),
        new Row(new Expected.Room(4), "room for 4 sessions, as before"),
        new Row(new Expected.OfClient("a connection"), "a connection"),
        new Row(
            new Expected.OfProxy("a CancelRequest at the backend"),
            "a CancelRequest at the backend"),
        new Row(
            new Expected.OfRace(RaceRule.ONCE), "at most one error 57014 for each CancelRequest"),
        new Row(new Expected.Never("lost"), "no round with the outcomes lost"),
        new Row(
            Expected.Other.MEETABLE_REQUEST,
            "an authentication request that this login can answer"),
        new Row(Expected.Other.RUNNING_QUERY, "the query to be running"),
        new Row(Expected.Other.UNHARMED, "the target to keep serving other clients"),
        new Row(Expected.Other.DISTINCT_KEYS, "distinct keys"),
        new Row(Expected.Other.UNPREDICTABLE_KEYS, "keys that cannot be predicted"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isToldInWords(Row row) {
    assertEquals(row.words, row.expected.toString());
  }
}
