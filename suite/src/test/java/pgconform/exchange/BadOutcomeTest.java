package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.CommandComplete;
import pgconform.wire.ReadyForQuery;

/** A bad outcome is told by the event after which no good one was left. */
class BadOutcomeTest {
  private static final Script SERVER =
      peer -> {
        peer.next();
        peer.send(
            new CommandComplete("FIRST"),
            Rows.error("ERROR", "57014", "cancelled"),
            new CommandComplete("SECOND"),
            new ReadyForQuery('I'));
        peer.awaitEnd();
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "DataRow                                   ~ pass ~ CommandComplete(\"FIRST\")",
        "CommandComplete DataRow                   ~ pass ~ ErrorResponse(",
        "CommandComplete ErrorResponse Closed      ~ pass ~ CommandComplete(\"SECOND\")",
        "(CommandComplete | ErrorResponse)* Closed ~ pass ~ ReadyForQuery(",
        // Where no outcome is good, the last event tells as much as any.
        "DataRow                                   ~ fail ~ ReadyForQuery("
      })
  void itIsToldBy(String other, String judged, String came) {
    String scenario =
        """
        steps:
          - open: c
          - send: c
            messages: [Sync]
          - expect: c
            one of:
              bad: CommandComplete ErrorResponse CommandComplete ReadyForQuery
              other: %s
        outcomes: {bad: fail, other: %s}
        """
            .formatted(other, judged);
    try (Judged server = Judged.with(SERVER)) {
      CaseResult result = server.run(Scenarios.of(Scenarios.head("must") + scenario));
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      String told = result.evidence().orElseThrow().came().toString();
      String start = "bad: " + came;
      assertEquals(start, told.substring(0, Math.min(start.length(), told.length())));
    }
  }

  /** What one good outcome lacked is clear; of several, nobody knows which it should have been. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "CommandComplete & DataRow & Closed ~ DataRow ~ fail ~ DataRow and Closed",
        "CommandComplete & DataRow          ~ DataRow ~ pass"
            + " ~ good: (CommandComplete & DataRow), or other: DataRow",
      })
  void whatTheOnlyGoodOutcomeLackedIsExpected(
      String good, String other, String judged, String expected) {
    String scenario =
        """
        steps:
          - open: c
          - send: c
            messages: [Sync]
          - expect: c
            one of:
              bad: CommandComplete ErrorResponse CommandComplete ReadyForQuery
              good: %s
              other: %s
        outcomes: {bad: fail, other: %s}
        """
            .formatted(good, other, judged);
    try (Judged server = Judged.with(SERVER)) {
      CaseResult result = server.run(Scenarios.of(Scenarios.head("must") + scenario));
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      assertEquals(expected, result.evidence().orElseThrow().expected().toString());
    }
  }

  @Test
  void whatAnOnlyPatternLackedIsExpected() {
    Evidence evidence =
        Runs.broken(
            Judged.with(SERVER),
            """
            - open: c
            - send: c
              messages: [Sync]
            - expect: c
              messages: CommandComplete & DataRow & Closed
            """);
    assertEquals("DataRow and Closed", evidence.expected().toString());
  }
}
