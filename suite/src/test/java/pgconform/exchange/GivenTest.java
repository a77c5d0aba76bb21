package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/** What it means that something which is given cannot be set up. */
class GivenTest {
  private static final String PREPARED =
      """
      given:
        - start: c
        - send: c
          messages: [Query: {query: prepare}]
        - expect: c
          messages: CommandComplete ReadyForQuery
      steps:
        - send: c
          messages: [Sync]
        - expect: c
          messages: ReadyForQuery
      """;

  /** Lets everybody in, answers a Query by an error, and everything else by ReadyForQuery. */
  private static Script failing(String severity, String state) {
    return answering(peer -> peer.send(Rows.error(severity, state, "no"), new ReadyForQuery('I')));
  }

  private interface Answer {
    void to(Peer peer) throws IOException;
  }

  private static Script answering(Answer query) {
    return peer -> {
      if (peer.next() instanceof CancelRequest) {
        return;
      }
      peer.send(
          new AuthenticationOk(),
          new BackendKeyData(1, Bytes.ofHex("01020304")),
          new ReadyForQuery('I'));
      FrontendMessage message = peer.next();
      while (message != null && !(message instanceof Terminate)) {
        if (message instanceof Query) {
          query.to(peer);
        } else if (message instanceof Sync) {
          peer.send(new ReadyForQuery('I'));
        }
        message = peer.next();
      }
    };
  }

  private static CaseResult run(Script script, String steps) {
    try (Judged judged = Judged.with(script).within(Duration.ofSeconds(2))) {
      return judged.run(Scenarios.of(Scenarios.head("must") + steps));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR, 42501, UNSUPPORTED, the server refuses a step that only prepares the case",
    "ERROR, 0A000, UNSUPPORTED, the server refuses a step that only prepares the case",
    "ERROR, 57014, BLOCKED, the answer to a query could not be set up",
    "FATAL, 42501, BLOCKED, the answer to a query could not be set up",
  })
  void anErrorToWhatOnlyPreparesIsNoFailure(
      String severity, String state, Verdict verdict, String says) {
    CaseResult result = run(failing(severity, state), PREPARED);
    assertEquals(verdict, result.verdict());
    assertEquals(Optional.empty(), result.evidence());
    assertTrue(result.says().get(0).startsWith(says), () -> result.toString());
    assertTrue(result.says().get(0).contains(state), () -> result.toString());
  }

  @Test
  void whatStandsBeforeAServerMayEndTheSessionOfWhoAsksForTooMuch() {
    Scenario scenario = Scenarios.of(Scenarios.head("must") + PREPARED);
    try (Judged judged = Judged.with(failing("FATAL", "08P01")).as(Profile.POOLER)) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.UNSUPPORTED, result.verdict(), () -> result.toString());
    }
    try (Judged judged = Judged.with(failing("FATAL", "57P01")).as(Profile.POOLER)) {
      assertEquals(Verdict.BLOCKED, judged.run(scenario).verdict());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{replication: database}', 08P01, UNSUPPORTED, the server refuses a step that only prepares"
        + " the case",
    "'{replication: database}', 57P03, BLOCKED, a session could not be set up",
    "'{}', 08P01, BLOCKED, a session could not be set up",
  })
  void aSessionOfAnotherKindMayBeRefused(
      String parameters, String state, Verdict verdict, String says) {
    Script refusing =
        peer -> {
          peer.next();
          peer.send(Rows.error("FATAL", state, "no"));
        };
    String start = parameters.equals("{}") ? "" : "\n    parameters: " + parameters;
    CaseResult result = run(refusing, "given:\n  - start: c" + start + "\nsteps:\n  - alive: c\n");
    assertEquals(verdict, result.verdict(), () -> result.toString());
    assertTrue(result.says().get(0).startsWith(says), () -> result.toString());
  }

  @Test
  void whatIsGivenIsJudgedWhereItStandsAmongTheSteps() {
    CaseResult result =
        run(
            failing("ERROR", "42883"),
            PREPARED.replace("given:", "steps:").replace("\nsteps:", ""));
    assertEquals(Verdict.FAIL, result.verdict());
  }

  @Test
  void wrongMessagesBlock() {
    CaseResult result = run(answering(peer -> peer.send(new ReadyForQuery('I'))), PREPARED);
    assertEquals(Verdict.BLOCKED, result.verdict());
    assertEquals(Optional.of(SetUp.QUERY), result.blocked());
    assertEquals(
        List.of(
            "the answer to a query could not be set up: c: expected CommandComplete, got"
                + " ReadyForQuery(idle)"),
        result.says());
  }

  @Test
  void aSessionThatDoesNotEndIsJudgedByWhatIsAboutTermination() {
    Script staying =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          peer.awaitEnd();
        };
    CaseResult result =
        run(
            staying,
            """
            given:
              - start: c
              - close: c
                by: terminate
              - closed: c
            steps:
              - start: d
            """);
    assertEquals(Verdict.BLOCKED, result.verdict());
    assertEquals(Optional.of(SetUp.END), result.blocked());
  }

  @Test
  void silenceBlocks() {
    CaseResult result = run(answering(peer -> {}), PREPARED);
    assertEquals(Verdict.BLOCKED, result.verdict());
    assertEquals(Optional.of(SetUp.QUERY), result.blocked());
  }

  @ParameterizedTest
  @CsvSource({
    "53300, UNSUPPORTED",
    "28000, BLOCKED",
  })
  void aSessionThatIsRefused(String state, Verdict verdict) {
    CaseResult result =
        run(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", state, "no"));
            },
            PREPARED);
    assertEquals(verdict, result.verdict());
    assertEquals(
        verdict == Verdict.BLOCKED ? Optional.of(SetUp.SESSION) : Optional.empty(),
        result.blocked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{start: c, protocol: \"3.2\"} | OTHER_VERSION",
        "{start: c, over: tls} | TLS_SESSION",
        "{start: c, over: direct tls} | DIRECT_TLS_SESSION",
        "{open: c, over: tls} | TLS_SESSION",
      })
  void theKindOfSessionSaysWhoJudgesIt(String step, SetUp kind) {
    String steps = "given: [" + step + "]\nsteps:\n  - expect: c\n    messages: Closed\n";
    CaseResult result = run(peer -> peer.next(), steps);
    assertEquals(Verdict.BLOCKED, result.verdict(), () -> result.toString());
    assertEquals(Optional.of(kind), result.blocked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{start: c, as: user} | LOGIN",
        "{start: c, over: tls refused} | SESSION",
      })
  void aSessionThatIsNotLetIn(String step, SetUp kind) {
    String steps = "given: [" + step + "]\nsteps:\n  - expect: c\n    messages: Closed\n";
    Scenario scenario =
        Scenarios.of(Scenarios.head("must") + "needs: [user login, tls refused]\n" + steps);
    Login other = new Login("o", "d", Optional.empty(), ProtocolVersion.V3_0, List.of());
    try (Judged judged =
        Judged.with(peer -> peer.next())
            .login("user", other)
            .refusingTls()
            .within(Duration.ofSeconds(2))) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.BLOCKED, result.verdict(), () -> result.toString());
      assertEquals(Optional.of(kind), result.blocked());
    }
  }

  /** What comes behind a CancelRequest may be its doing; what comes before it is not. */
  @ParameterizedTest
  @CsvSource({"true, CANCEL", "false, QUERY"})
  void whatACancelMayHaveDone(boolean behind, SetUp kind) {
    String cancel = "  - cancel: c\n";
    String asked =
        """
          - send: c
            messages: [Query: {query: q}]
          - expect: c
            messages: CommandComplete ReadyForQuery
        """;
    String given = behind ? asked.replace("  - expect", cancel + "  - expect") : asked + cancel;
    CaseResult result =
        run(
            answering(peer -> peer.send(new ReadyForQuery('I'))),
            "given:\n  - start: c\n" + given + "steps:\n  - expect: c\n    messages: Closed\n");
    assertEquals(Verdict.BLOCKED, result.verdict(), () -> result.toString());
    assertEquals(Optional.of(kind), result.blocked());
  }

  /** A simple query in the same place is judged by others than an extended one. */
  @ParameterizedTest
  @CsvSource({
    "'Query: {query: q}', QUERY",
    "'Parse: {query: q}', EXTENDED_QUERY",
    "'Flush: {}', EXTENDED_QUERY",
    "'Sync: {}', QUERY",
  })
  void whichProtocolAQueryBelongsTo(String message, SetUp kind) {
    CaseResult result =
        run(
            answering(peer -> peer.send(new ReadyForQuery('E'))),
            "given:\n  - start: c\n  - send: c\n    messages: [{"
                + message
                + "}, {Query: {query: q}}]\n  - expect: c\n    messages: CommandComplete\n"
                + "steps:\n  - expect: c\n    messages: Closed\n");
    assertEquals(Verdict.BLOCKED, result.verdict(), () -> result.toString());
    assertEquals(Optional.of(kind), result.blocked());
  }

  @Test
  void aQueryThatDoesNotRunCannotBeHeld() {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + "given: [{start: c}, {hold: c}]\nsteps:\n  - expect: c\n    messages: Closed\n");
    HoldStrategy slow =
        new SlowQuery("q", Duration.ofSeconds(9), Duration.ZERO, Duration.ofMillis(500));
    try (Judged judged = Judged.with(failing("ERROR", "57014")).holding(slow)) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.BLOCKED, result.verdict(), () -> result.toString());
      assertEquals(Optional.of(SetUp.HELD_QUERY), result.blocked());
    }
  }

  @Test
  void aStepInTheMiddleGivesAsWell() {
    String steps =
        """
        steps:
          - start: c
          - given:
              - send: c
                messages: [Query: {query: prepare}]
              - expect: c
                messages: CommandComplete ReadyForQuery
          - expect: c
            messages: Closed
        """;
    CaseResult result = run(failing("ERROR", "42501"), steps);
    assertEquals(Verdict.UNSUPPORTED, result.verdict());
  }

  @Test
  void whatIsSeenIsLeftToBeJudged() {
    Script script = answering(peer -> peer.send(new CommandComplete("X"), new ReadyForQuery('I')));
    String seen =
        """
        given:
          - start: c
          - send: c
            messages: [Query: {query: prepare}]
          - seen: c
            messages: CommandComplete ReadyForQuery
        steps:
          - expect: c
            messages:\
        """;
    assertEquals(Verdict.PASS, run(script, seen + " CommandComplete ReadyForQuery\n").verdict());
    assertEquals(Verdict.FAIL, run(script, seen + " ReadyForQuery\n").verdict());
  }

  @Test
  void whatCannotFailIsNoScenario() {
    String steps = "given:\n  - start: c\nsteps:\n  - close: c\n";
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class, () -> Scenarios.of(Scenarios.head("must") + steps));
    assertTrue(fault.getMessage().contains("this scenario cannot fail"));
  }

  @Test
  void outcomesHaveNoPlaceInWhatIsGiven() {
    String steps =
        """
        given:
          - start: c
          - expect: c
            one of: {a: ReadyForQuery, b: Closed}
        steps:
          - expect: c
            messages: Closed
        """;
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class, () -> Scenarios.of(Scenarios.head("must") + steps));
    assertTrue(fault.getMessage().contains("'one of' has no place in 'given'"));
  }

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
                - send: c
                  messages: [Query: {query: q}]
                - expect: c
                  messages: CommandComplete ReadyForQuery
              """);

  @Test
  void aFailureThatHappensWithoutTheCancelIsBlocked() {
    try (Judged judged = Judged.with(failing("ERROR", "57014"))) {
      CaseResult result = judged.run(CANCELS_NOTHING);
      assertEquals(Verdict.BLOCKED, result.verdict());
      assertTrue(result.says().get(0).startsWith("this also happens without any CancelRequest"));
    }
  }
}
