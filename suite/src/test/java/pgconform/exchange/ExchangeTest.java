package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** What a case comes to where its steps alone do not say it. */
class ExchangeTest {
  private static final Scenario CANCELS_NOTHING =
      Scenarios.of(
          Scenarios.head("must")
              + """
              cancels nothing: true
              needs: [key data]
              given:
                - start: c
              steps:
                - cancel: c
                  key: "00000000"
                - expect: cancel
                  messages: Closed
                - send: c
                  messages: [Query: {query: q}]
                - expect: c
                  messages: CommandComplete ReadyForQuery
              """);

  /** Lets everybody in, and answers each Query by one message and ReadyForQuery. */
  private static Script serving(Runnable cancel, Supplier<BackendMessage> answer) {
    return peer -> {
      if (peer.next() instanceof CancelRequest) {
        cancel.run();
        return;
      }
      peer.send(
          new AuthenticationOk(),
          new BackendKeyData(1, Bytes.ofHex("01020304")),
          new ReadyForQuery('I'));
      for (FrontendMessage message = peer.next();
          message != null && !(message instanceof Terminate);
          message = peer.next()) {
        peer.send(answer.get(), new ReadyForQuery('I'));
      }
    };
  }

  /** Answers a Query by an error if a CancelRequest has come, whatever it names. */
  private static Script obeying(boolean anyCancel) {
    AtomicBoolean cancelled = new AtomicBoolean();
    return serving(
        () -> cancelled.set(anyCancel),
        () ->
            cancelled.getAndSet(false)
                ? Rows.error("ERROR", "57014", "canceled")
                : new CommandComplete("SELECT 1"));
  }

  @Test
  void aCaseTakesTheTimeFromItsBeginningToItsEnd() {
    try (Judged judged = Judged.with(obeying(false))) {
      long start = System.nanoTime();
      CaseResult result = judged.run(CANCELS_NOTHING);
      long whole = System.nanoTime() - start;
      assertTrue(result.nanos() > 0 && result.nanos() <= whole, () -> result.nanos() + " ns");
    }
  }

  /** What was noted on the way counts if it is graver than the end, and only then. */
  @ParameterizedTest
  @CsvSource({
    "should, CommandComplete, LENIENT, anything but done",
    "should, Closed, LENIENT, Closed",
    "must, Closed, FAIL, Closed",
  })
  void theGravestFindingIsShownAndOfEqualsTheLast(
      String level, String last, Verdict verdict, String expected) {
    String steps =
        """
        steps:
          - start: c
          - send: c
            messages: [{Query: q}, {Query: q}]
          - expect: c
            one of: {done: CommandComplete ReadyForQuery, failed: ErrorResponse}
          - expect: c
            messages: %s
        outcomes: {done: lenient, failed: fail}
        """
            .formatted(last);
    CaseResult result =
        Runs.on(Judged.with(obeying(false)), Scenarios.of(Scenarios.head(level) + steps));
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(expected, result.evidence().orElseThrow().expected().toString());
  }

  @Test
  void aCancelThatHitsNothingIsSatisfiedAtOnce() {
    try (Judged judged = Judged.with(obeying(false))) {
      CaseResult result = judged.run(CANCELS_NOTHING);
      assertEquals(Verdict.PASS, result.verdict(), result::toString);
      assertEquals(2, judged.server().accepted(), "a session and a cancel");
    }
  }

  @Test
  void whatHappensWithTheCancelAloneIsItsDoing() {
    try (Judged judged = Judged.with(obeying(true))) {
      CaseResult result = judged.run(CANCELS_NOTHING);
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      assertTrue(result.evidence().isPresent());
    }
  }

  /** Answers each Query by an error, which is another one once a CancelRequest has come. */
  private static Script failing(String state, String canceled) {
    AtomicReference<String> next = new AtomicReference<>(state);
    return serving(
        () -> next.set(canceled), () -> Rows.error("ERROR", next.getAndSet(state), "no"));
  }

  @Test
  void whatHappensWithoutTheCancelAsWellIsNotItsDoing() {
    CaseResult result = Runs.on(Judged.with(failing("42883", "42883")), CANCELS_NOTHING);
    assertEquals(Verdict.BLOCKED, result.verdict(), result::toString);
    assertEquals(Optional.of(SetUp.QUERY), result.blocked());
    assertEquals(Optional.empty(), result.evidence());
    Evidence obstacle = result.obstacle().orElseThrow();
    assertEquals("c: ErrorResponse 42883", obstacle.signature());
    assertEquals(
        List.of(
            "this also happens without any CancelRequest, so no cancel is the cause: "
                + obstacle.sentence()),
        result.says());
  }

  @Test
  void whatIsNotTheDoingOfACancelIsNoViolationOfARace() {
    Scenario race =
        Scenarios.of(
            Scenarios.head("must")
                + """
                cancels nothing: true
                needs: [key data]
                given:
                  - start: c
                steps:
                  - rounds: 2
                    steps:
                      - cancel: c
                        key: "00000000"
                      - expect: cancel
                        messages: Closed
                      - send: c
                        messages: [Query: {query: q}]
                      - expect: c
                        messages: CommandComplete ReadyForQuery
                """);
    CaseResult result = Runs.on(Judged.with(failing("42883", "42883")), race);
    assertEquals(Verdict.BLOCKED, result.verdict(), result::toString);
    RaceCounts counts = result.races().get(0);
    assertEquals(0, counts.violations());
    assertEquals(Optional.empty(), counts.repeated());
  }

  @Test
  void whatHappensInAnotherWayWithoutTheCancelIsItsDoing() {
    CaseResult result = Runs.on(Judged.with(failing("42883", "57014")), CANCELS_NOTHING);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("c: ErrorResponse 57014", result.evidence().orElseThrow().signature());
    assertEquals(Optional.empty(), result.obstacle());
  }

  @ParameterizedTest
  @CsvSource({"it does not start, it does not start", ", java.lang.IllegalStateException"})
  void whatTheSuiteCannotDoIsSaid(String message, String says) {
    Scenario scenario = Scenarios.needing("throw-away server", "- server: running\n- start: c\n");
    Judged judged =
        Judged.good()
            .throwing(
                wanted -> {
                  throw new IllegalStateException(message);
                });
    Runs.unable(Runs.on(judged, scenario), says);
  }

  private static final String REFUSED =
      "steps:\n  - open: c\n  - expect: c\n    messages: Closed\n";

  private static CaseResult refused(String state, Profile profile, String more) {
    try (Judged judged =
        Judged.with(peer -> peer.send(Rows.error("FATAL", state, "no"))).as(profile)) {
      return judged.run(Scenarios.of(Scenarios.head("must") + more + REFUSED));
    }
  }

  @ParameterizedTest
  @CsvSource({"53300, UNSUPPORTED", "53200, FAIL"})
  void aServerThatIsFullIsNotJudged(String state, Verdict verdict) {
    CaseResult result = refused(state, Profile.PROTOCOL, "");
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(verdict == Verdict.FAIL, result.evidence().isPresent());
    assertEquals(
        verdict != Verdict.FAIL,
        result.says().stream().anyMatch(s -> s.startsWith(CannotJudgeException.NO_ROOM)));
  }

  @ParameterizedTest
  @CsvSource({"53300, UNSUPPORTED", "53200, BLOCKED"})
  void aServerThatIsFullBeforeAnythingIsJudgedIsNotBlocked(String state, Verdict verdict) {
    String given = "steps:\n  - given:\n    - open: c\n    - expect: c\n      messages: Closed\n";
    try (Judged judged = Judged.with(peer -> peer.send(Rows.error("FATAL", state, "no")))) {
      CaseResult result =
          judged.run(Scenarios.of(Scenarios.head("must") + given + "  - alive: c\n"));
      assertEquals(verdict, result.verdict(), result::toString);
      boolean blocked = verdict == Verdict.BLOCKED;
      assertEquals(blocked ? Optional.of(SetUp.QUERY) : Optional.empty(), result.blocked());
      assertEquals(blocked, result.obstacle().isPresent());
      assertEquals(Optional.empty(), result.evidence());
      String says = blocked ? "the answer to a query could not" : CannotJudgeException.NO_ROOM;
      assertEquals(1, result.says().size());
      assertTrue(result.says().get(0).startsWith(says), result::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"53300, UNSUPPORTED", "53200, INFO"})
  void whatAPoolerMayDoIsSaidWhereItIsJudged(String state, Verdict verdict) {
    CaseResult result = refused(state, Profile.POOLER, "poolers may: say no\n");
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(verdict == Verdict.INFO, result.says().contains("a pooler may say no"));
  }

  /** Whoever fills the server is told that it is full, and judges what that says. */
  @Test
  void aServerThatAScenarioHasFilledIsJudged() {
    Scenario filling =
        Scenarios.steps(
            """
            - open: c
            - expect: c
              messages: Closed
            - exhaust: sessions
            """);
    try (Judged judged = Judged.with(peer -> peer.send(Rows.error("FATAL", "53300", "no")))) {
      CaseResult result = judged.run(filling);
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      assertEquals(List.of(), result.says());
      assertEquals(Optional.empty(), result.blocked());
    }
  }
}
