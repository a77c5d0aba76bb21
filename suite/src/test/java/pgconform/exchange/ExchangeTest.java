package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Answers each Query by an error if a CancelRequest has come, whatever it names. */
  private static Script obeying(boolean anyCancel) {
    AtomicBoolean cancelled = new AtomicBoolean();
    return peer -> {
      if (peer.next() instanceof CancelRequest) {
        cancelled.set(anyCancel);
        return;
      }
      peer.send(
          new AuthenticationOk(),
          new BackendKeyData(1, Bytes.ofHex("01020304")),
          new ReadyForQuery('I'));
      for (FrontendMessage message = peer.next();
          message != null && !(message instanceof Terminate);
          message = peer.next()) {
        peer.send(
            cancelled.getAndSet(false)
                ? Rows.error("ERROR", "57014", "canceled")
                : new CommandComplete("SELECT 1"),
            new ReadyForQuery('I'));
      }
    };
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
      assertEquals(verdict == Verdict.BLOCKED, result.blocked().isPresent());
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
