package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.testing.Judged;
import pgconform.testing.LogIn;
import pgconform.testing.Passwords;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.Bytes;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;

/** What the step that expects makes of what comes, and what it says when something else comes. */
class ExpectTest {
  private static final String OPEN = "- open: c\n- send: c\n  messages: [Sync]\n";

  /** News, an error, news, ReadyForQuery, and then silence. */
  private static final Script CHATTY =
      peer -> {
        peer.next();
        peer.send(
            new NoticeResponse(List.of(new Field('C', "00000"))),
            Rows.error("ERROR", "57014", "cancelled"),
            new ParameterStatus("a", "b"),
            new ReadyForQuery('I'));
        peer.awaitEnd();
      };

  private static CaseResult run(Script script, String level, String expect, String outcomes) {
    try (Judged judged = Judged.with(script).within(Duration.ofSeconds(2))) {
      String steps = "steps:\n" + (OPEN + expect).indent(2);
      return judged.run(Scenarios.of(Scenarios.head(level) + steps + outcomes));
    }
  }

  private static CaseResult expect(String pattern) {
    return run(CHATTY, "must", "- expect: c\n  messages: '" + pattern + "'\n", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ErrorResponse",
        "ErrorResponse[57014] ReadyForQuery[idle]",
        "NoticeResponse ErrorResponse ParameterStatus ReadyForQuery",
        "any{4}",
        "any* ReadyForQuery",
        "Closed | ErrorResponse",
      })
  void isSatisfiedBy(String pattern) {
    CaseResult result = expect(pattern);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    assertEquals(Optional.empty(), result.evidence());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ReadyForQuery ~ ReadyForQuery ~ ErrorResponse",
        "ErrorResponse Closed ~ Closed ~ ReadyForQuery(idle)",
        "ErrorResponse[C=57P01] | Closed ~ ErrorResponse[C=57P01] or Closed ~ ErrorResponse",
        "ParameterStatus{0} ErrorResponse ReadyForQuery ~ ReadyForQuery ~ ParameterStatus",
        "DataRow? Closed ~ DataRow or Closed ~ ErrorResponse",
        "ErrorResponse ReadyForQuery Closed ~ Closed ~ nothing within the time limit",
      })
  void isBrokenBy(String pattern, String expected, String came) {
    CaseResult result = expect(pattern);
    assertEquals(Verdict.FAIL, result.verdict());
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals(expected, evidence.expected().toString());
    assertTrue(evidence.came().toString().startsWith(came), evidence.came().toString());
    assertEquals("c", evidence.connection());
    assertEquals(11, evidence.place().line());
    assertEquals(List.of(), result.says());
  }

  @Test
  void endsAsSoonAsSatisfied() {
    String steps =
        """
        - expect: c
          messages: NoticeResponse? ErrorResponse
        - expect: c
          messages: ReadyForQuery
        """;
    assertEquals(Verdict.PASS, run(CHATTY, "must", steps, "").verdict());
  }

  @Test
  void theTimeLimitMayBeItsOwn() {
    Script late = Peer::awaitEnd;
    String steps = "- expect: c\n  messages: Closed\n  within: 50ms\n";
    CaseResult result = run(late, "must", steps, "");
    assertEquals(
        "nothing within the time limit", result.evidence().orElseThrow().came().toString());
    assertTrue(result.nanos() >= Duration.ofMillis(50).toNanos());
    // The time of the step, and that of another session, which is not answered either.
    assertTrue(result.nanos() < Duration.ofMillis(3_500).toNanos(), () -> result.nanos() + " ns");
  }

  @Test
  void everyConnectionOfAGroupIsAsked() {
    String steps =
        """
        - open: d
          times: 2
        - send: d
          messages: [Sync]
        - expect: d
          messages: ErrorResponse ReadyForQuery
        - expect: d
          messages: Closed
          within: 10ms
        """;
    CaseResult result = run(CHATTY, "must", steps, "");
    assertEquals("d1", result.evidence().orElseThrow().connection());
    assertEquals(17, result.evidence().orElseThrow().place().line());
  }

  @ParameterizedTest
  @CsvSource({"must, fail", "should, lenient", "may, info", "observe, info"})
  void theLevelSaysWhatABrokenStepMeans(String level, String verdict) {
    CaseResult result = run(CHATTY, level, "- expect: c\n  messages: Closed\n", "");
    assertEquals(verdict, result.verdict().toString());
    assertTrue(result.evidence().isPresent());
  }

  private static final String ONE_OF =
      """
      - expect: c
        one of:
          gone: Closed
          refused: ErrorResponse[57014]
          row: DataRow
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "pass ~ pass ~ ''",
        "info ~ info ~ ''",
        "undecided ~ undecided ~ ''",
        "unsupported ~ unsupported ~ ''",
        "lenient ~ lenient ~ gone: Closed, or row: DataRow",
        "fail ~ fail ~ gone: Closed, or row: DataRow",
        "[{verdict: pass, profile: pooler}] ~ fail ~ gone: Closed, or row: DataRow",
      })
  void anOutcomeMeansWhatIsSaid(String meaning, String verdict, String expected) {
    CaseResult result = run(CHATTY, "must", ONE_OF, "outcomes:\n  refused: " + meaning + "\n");
    assertEquals(verdict, result.verdict().toString());
    assertEquals(expected, result.evidence().map(e -> e.expected().toString()).orElse(""));
    String came = result.evidence().map(e -> e.came().toString()).orElse("refused: ErrorResponse(");
    assertTrue(came.startsWith("refused: ErrorResponse("), came);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "gone: fail, row: pass    ~ row: DataRow",
        "gone: fail, row: lenient ~ anything but refused",
        "gone: pass, row: [{verdict: pass, profile: pooler}] ~ gone: Closed",
      })
  void whatWouldHaveBeenBetterIsNamed(String others, String expected) {
    CaseResult result = run(CHATTY, "must", ONE_OF, "outcomes: {refused: fail, " + others + "}\n");
    assertEquals(expected, result.evidence().orElseThrow().expected().toString());
  }

  @Test
  void anUndecidedOutcomeEndsTheCaseAndALenientOneDoesNot() {
    String then = ONE_OF + "- expect: c\n  messages: Closed\n";
    String says = "outcomes:\n  refused: {verdict: %s, says: so it was}\n";
    CaseResult undecided = run(CHATTY, "must", then, says.formatted("undecided"));
    assertEquals(Verdict.UNDECIDED, undecided.verdict());
    assertEquals(List.of("so it was"), undecided.says());
    CaseResult lenient = run(CHATTY, "must", then, says.formatted("lenient"));
    assertEquals(Verdict.FAIL, lenient.verdict());
    assertEquals("Closed", lenient.evidence().orElseThrow().expected().toString());
    assertEquals(List.of("so it was"), lenient.says());
  }

  /** Two things were lenient: the later one is what the report shows. */
  @Test
  void ofEquallyGraveFindingsTheLastIsShown() {
    String then = ONE_OF + "- expect: c\n  messages: Closed\n";
    CaseResult result = run(CHATTY, "should", then, "outcomes: {refused: lenient}\n");
    assertEquals(Verdict.LENIENT, result.verdict());
    assertEquals("Closed", result.evidence().orElseThrow().expected().toString());
  }

  @Test
  void whatIsSaidIsSaidOnce() {
    String twice = "- repeat: 2\n  steps:\n" + (OPEN + ONE_OF).indent(4);
    String says = "outcomes:\n  refused: {verdict: info, says: so it was}\n";
    CaseResult result = run(CHATTY, "must", twice, says);
    assertEquals(Verdict.INFO, result.verdict());
    assertEquals(List.of("so it was"), result.says());
  }

  private static CaseResult logIn(Optional<Secret> password, String pattern) {
    return logIn(Passwords.cleartext("secret"), password, pattern);
  }

  private static CaseResult logIn(LogIn way, Optional<Secret> password, String pattern) {
    Rules rules = new Rules();
    rules.logIns.put("tester", way);
    Login login = new Login("tester", "test", password, ProtocolVersion.V3_0, List.of());
    try (Judged judged =
        Judged.with(rules).login(Capability.DEFAULT_LOGIN, login).as(Profile.POOLER)) {
      return judged.run(
          Scenarios.steps(
              """
              - open: c
              - send: c
                messages: [StartupMessage]
              - expect: c
                messages: %s
              """
                  .formatted(pattern)));
    }
  }

  @Test
  void requestsToAuthenticateAreAnsweredUnlessNamed() {
    Optional<Secret> right = Optional.of(Secret.of("secret"));
    String start = "AuthenticationOk BackendKeyData ReadyForQuery";
    assertEquals(Verdict.PASS, logIn(right, start).verdict());
    assertEquals(Verdict.PASS, logIn(right, "AuthenticationCleartextPassword").verdict());
    Optional<Secret> wrong = Optional.of(Secret.of("wrong"));
    assertTrue(
        logIn(wrong, start).evidence().orElseThrow().came().toString().contains("C=28P01"),
        "wrong password");
    Evidence none = logIn(Optional.empty(), start).evidence().orElseThrow();
    assertEquals("AuthenticationCleartextPassword", none.came().toString());
    assertEquals("AuthenticationOk", none.expected().toString());
  }

  /** The target was not described well enough for users other than its own. */
  @ParameterizedTest
  @CsvSource({
    "'user: other, database: test', UNSUPPORTED",
    "'user: tester, database: other', UNSUPPORTED",
    "'user: tester, database: test', FAIL",
  })
  void aRequestForThePasswordOfAnotherCannotBeAnswered(String parameters, Verdict verdict) {
    String steps =
        """
        - open: c
        - send: c
          messages: [StartupMessage: {parameters: {%s}}]
        - expect: c
          messages: AuthenticationOk
        """;
    Script asking =
        peer -> {
          peer.next();
          peer.send(new AuthenticationCleartextPassword());
          peer.awaitEnd();
        };
    CaseResult result = Runs.on(Judged.with(asking), steps.formatted(parameters));
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(
        verdict == Verdict.FAIL
            ? List.of()
            : List.of(
                "the server asks for a password for another user or database, and the login of the"
                    + " target has none"),
        result.says());
  }

  @Test
  void oneConversationIsHeldOverSeveralRequests() {
    Optional<Secret> right = Optional.of(Secret.of("secret"));
    String start = "AuthenticationOk BackendKeyData ReadyForQuery";
    CaseResult result = logIn(Passwords.scram("secret"), right, start);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
  }

  @Test
  void aRequestThatCannotBeMetBreaksTheRequirement() {
    Optional<Secret> right = Optional.of(Secret.of("secret"));
    LogIn lying =
        (peer, user) -> {
          peer.send(new AuthenticationSASL(List.of("SCRAM-SHA-256")));
          peer.next();
          peer.send(new AuthenticationSASLContinue(Bytes.ofText("r=other,s=AAAA,i=1")));
          peer.awaitEnd();
          return false;
        };
    Evidence evidence = logIn(lying, right, "AuthenticationOk").evidence().orElseThrow();
    assertEquals("c", evidence.connection());
    assertEquals(
        "an authentication request that this login can answer", evidence.expected().toString());
    assertTrue(
        evidence.came().toString().startsWith("pgconform rejected the server's SCRAM message"),
        evidence.came().toString());
  }

  /** What came before the end was seen is still judged; the end itself is seen by every step. */
  @Test
  void whoHasEndedHasEndedForAllLaterSteps() {
    Script ending =
        peer -> {
          peer.next();
          peer.send(new ReadyForQuery('I'));
        };
    String once = "- expect: c\n  messages: ReadyForQuery Closed[FIN]\n";
    String again = "- expect: c\n  messages: Closed[FIN]\n";
    assertEquals(Verdict.PASS, run(ending, "must", once + again + again, "").verdict());
    String more = "- expect: c\n  messages: ReadyForQuery\n";
    CaseResult result = run(ending, "must", once + more, "");
    assertEquals("Closed[FIN]", result.evidence().orElseThrow().came().toString());
  }

  @Test
  void anOutcomeWithoutAMeaningIsAsGoodAsAnother() {
    CaseResult result = run(CHATTY, "must", ONE_OF, "outcomes: {gone: fail}\n");
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    CaseResult other = run(CHATTY, "must", ONE_OF, "outcomes: {refused: fail, gone: fail}\n");
    assertEquals("row: DataRow", other.evidence().orElseThrow().expected().toString());
  }

  @Test
  void whatTheSuiteCannotDoIsItsOwnError() {
    String steps = "- send: c\n  bytes: $row\n";
    String expect = "- expect: c\n  messages: ErrorResponse@row\n";
    CaseResult result = run(CHATTY, "must", expect + steps, "");
    assertEquals(Verdict.ERROR, result.verdict(), () -> result.toString());
    assertEquals(1, result.says().size());
    assertTrue(result.says().get(0).length() > 10, () -> result.says().toString());
    assertEquals(Optional.empty(), result.evidence());
  }
}
