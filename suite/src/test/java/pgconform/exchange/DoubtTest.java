package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/** A held query that nobody sees running may be over: its end, and only that, is no failure. */
class DoubtTest {
  private static final String DOUBT =
      "the query ran to its end; whether the cancel came before that is not known";

  private static final BackendMessage ERROR = Rows.error("ERROR", "42883", "no");
  private static final BackendMessage READY = new ReadyForQuery('I');

  private static final String ASK = "  - send: c\n    messages: [Sync]\n";

  /** Lets everybody in, and answers each Sync by the next of these. */
  private static Script answering(List<List<BackendMessage>> answers) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new BackendKeyData(1, Bytes.ofHex("01020304")), READY);
      int next = 0;
      FrontendMessage message = peer.next();
      while (message != null && !(message instanceof Terminate)) {
        if (message instanceof Sync) {
          peer.send(answers.get(next++).toArray(BackendMessage[]::new));
        }
        message = peer.next();
      }
    };
  }

  private static List<BackendMessage> with(List<BackendMessage> some, BackendMessage... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  private static HoldStrategy uncertain() {
    return new SlowQuery("select slow()", Duration.ofHours(1), Duration.ZERO, Duration.ZERO);
  }

  private static CaseResult run(
      HoldStrategy strategy, List<List<BackendMessage>> answers, String steps) {
    String held = "steps:\n  - start: c\n  - hold: c\n";
    try (Judged judged = Judged.with(answering(answers)).holding(strategy)) {
      return judged.run(Scenarios.of(Scenarios.head("must") + held + steps));
    }
  }

  private static String expect(String pattern) {
    return "  - expect: c\n    messages: " + pattern + "\n";
  }

  private static void ends(Verdict verdict, CaseResult result) {
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(verdict == Verdict.UNDECIDED ? List.of(DOUBT) : List.of(), result.says());
    assertEquals(verdict == Verdict.FAIL, result.evidence().isPresent());
  }

  /** What the server has sent at the end of the held query, or instead of it. */
  private enum Sent {
    ROW,
    END,
    ERROR,
    ROW_AND_ERROR,
    READY;

    private List<BackendMessage> messages() {
      return switch (this) {
        case ROW -> Rows.of("1").subList(0, 2);
        case END -> List.of(new CommandComplete("SELECT 0"));
        case ERROR -> List.of(DoubtTest.ERROR);
        case ROW_AND_ERROR -> with(ROW.messages(), DoubtTest.ERROR);
        case READY -> List.of(DoubtTest.READY);
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ROW, UNDECIDED",
    "END, UNDECIDED",
    "ERROR, FAIL",
    "READY, FAIL",
  })
  void onlyTheEndOfTheQueryIsInDoubt(Sent sent, Verdict verdict) {
    String pattern = "RowDescription? ErrorResponse[C=57014]\n";
    ends(verdict, run(uncertain(), List.of(sent.messages()), ASK + expect(pattern)));
    String seen = expect(pattern).replace("expect", "seen");
    ends(verdict, run(uncertain(), List.of(sent.messages()), ASK + seen));
  }

  @ParameterizedTest
  @CsvSource({
    "ROW, fail, UNDECIDED",
    "ROW_AND_ERROR, fail, UNDECIDED",
    "ERROR, fail, FAIL",
    "ROW, '[{verdict: pass, profile: pooler}]', UNDECIDED",
    "ERROR, '[{verdict: pass, profile: pooler}]', FAIL",
    "ROW, pass, PASS",
    "ROW, unsupported, UNSUPPORTED",
  })
  void onlyAFailureIsInDoubt(Sent sent, String meaning, Verdict verdict) {
    String outcomes =
        """
          - expect: c
            one of:
              cancelled: ErrorResponse[C=57014]
              other: %s
        outcomes: {other: %s}
        """;
    String pattern =
        switch (sent) {
          case ROW -> "RowDescription DataRow";
          case ROW_AND_ERROR -> "RowDescription DataRow ErrorResponse";
          default -> "ErrorResponse[C=42883]";
        };
    CaseResult result =
        run(uncertain(), List.of(sent.messages()), ASK + outcomes.formatted(pattern, meaning));
    ends(verdict, result);
  }

  @Test
  void whatIsAwaitedIsNotInDoubt() {
    List<BackendMessage> whole = with(Rows.of("1"), READY);
    String pattern = "RowDescription DataRow CommandComplete ReadyForQuery";
    String seen = expect(pattern).replace("expect", "seen");
    ends(Verdict.PASS, run(uncertain(), List.of(whole), ASK + seen + expect(pattern)));
  }

  /** ReadyForQuery ends the held query, so that what follows belongs to another one. */
  @ParameterizedTest
  @CsvSource({
    "RowDescription DataRow CommandComplete ReadyForQuery, FAIL",
    "RowDescription DataRow CommandComplete, UNDECIDED",
  })
  void theDoubtEndsWithReadyForQuery(String pattern, Verdict verdict) {
    List<BackendMessage> first = Rows.of("1");
    List<List<BackendMessage>> answers =
        List.of(verdict == Verdict.FAIL ? with(first, READY) : first, Sent.END.messages());
    ends(verdict, run(uncertain(), answers, ASK + expect(pattern) + ASK + expect("ErrorResponse")));
  }

  /** Before a query that certainly runs is over, ReadyForQuery belongs to an earlier one. */
  @Test
  void aQueryThatCertainlyRunsIsReleasedWhateverCameBefore() {
    Runs.passes(
        Judged.good(),
        """
        - start: c
        - hold: c
          messages: [Query: {query: select 1}, Query: {query: $hold}]
        - expect: c
          messages: RowDescription DataRow CommandComplete ReadyForQuery
        - release: c
        - expect: c
          messages: RowDescription DataRow CommandComplete ReadyForQuery
        """);
  }
}
