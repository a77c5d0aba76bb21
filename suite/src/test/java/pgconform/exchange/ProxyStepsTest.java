package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transcript;
import pgconform.scenario.Step;
import pgconform.testing.Judged;

/** What the steps about a proxy do at the backend, and what they say of it. */
class ProxyStepsTest {
  private static CaseResult run(Duration limit, String rest) throws IOException {
    try (Straight straight = Straight.start().within(limit)) {
      return straight.run(rest);
    }
  }

  private static CaseResult passes(String steps) throws IOException {
    CaseResult result = run(Judged.PATIENT, "steps:\n" + steps.indent(2));
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    return result;
  }

  private static Evidence broken(String steps) throws IOException {
    CaseResult result = run(Judged.IMPATIENT, "steps:\n" + steps.indent(2));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    return result.evidence().orElseThrow();
  }

  private static final String HELD =
      """
      - start: c
      - hold: c
      - find: server
        of: c
      """;

  private static final String DONE =
      """
      - expect: c
        messages: RowDescription DataRow CommandComplete ReadyForQuery
      """;

  private static List<?> items(Transcript transcript, String connection) {
    return transcript.entries().stream()
        .filter(entry -> entry.connection().equals(connection))
        .flatMap(entry -> entry.items().stream())
        .toList();
  }

  @Test
  void aSessionAtTheBackendIsFoundByTheQueryOnIt() throws IOException {
    CaseResult result =
        passes(
            HELD
                + """
                - cancel: c
                - accept: forwarded
                - expect: forwarded
                  messages: CancelRequest[processId=$server.processId, secretKey=$server.secretKey]
                - reply: server
                  error: "57014"
                - expect: c
                  messages: ErrorResponse[C=57014] ReadyForQuery
                - close: forwarded
                - expect: cancel
                  messages: Closed
                """);
    assertFalse(items(result.transcript(), "server").isEmpty(), "it has that name now");
  }

  @Test
  void aReplyWithoutAnErrorIsARow() throws IOException {
    passes(HELD + "- reply: server\n" + DONE);
  }

  @Test
  void aQueryThatRunsNowhereIsNotFound() throws IOException {
    Evidence evidence =
        broken("- start: c\n- hold: c\n- release: c\n" + DONE + "- find: server\n  of: c\n");
    assertEquals(
        "server: expected the query of c at the backend, got nothing within the time limit",
        evidence.sentence());
  }

  @Test
  void aStatementOfTheProxysOwnIsHeldAndFound() throws IOException {
    passes(
        """
        - start: c
        - stall: own statement
        - send: c
          messages: [{Query: "set work_mem to 1"}]
        - find: own
        - quiet: c
          for: 50ms
        - reply: own
        - expect: c
          messages: CommandComplete[SET] ReadyForQuery
        """);
  }

  @Test
  void aProxyThatSendsNothingOfItsOwnIsNotJudged() throws IOException {
    CaseResult result = run(Judged.PATIENT, "steps:\n  - stall: own statement\n  - find: own\n");
    assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    assertEquals(List.of("the proxy sends no statement of its own here"), result.says());
  }

  @Test
  void aCancelRequestThatDoesNotComeIsMissed() throws IOException {
    String expected = "forwarded: expected a CancelRequest at the backend, got nothing within";
    assertTrue(broken("- accept: forwarded\n").sentence().startsWith(expected));
    CaseResult result =
        run(Duration.ofMinutes(1), "steps:\n  - accept: forwarded\n    within: 50ms\n");
    assertTrue(result.evidence().orElseThrow().sentence().startsWith(expected));
  }

  @Test
  void aCancelRequestThatArrivesJustAfterTheLimitIsLate() throws Exception {
    Transcript transcript = new Transcript();
    try (Straight straight = Straight.start();
        ProxyInterpreter interpreter = straight.steps(transcript, HELD)) {
      List<Step> accept =
          Straight.scenario("steps:\n  - accept: forwarded\n    within: 20ms\n").steps();
      Evidence missing =
          assertThrows(RequirementFailedException.class, () -> interpreter.run(accept)).evidence;
      assertEquals(Optional.empty(), interpreter.excuse(missing, missing.waiting()));
      interpreter.run(Straight.scenario("steps:\n" + HELD.indent(2) + "  - cancel: c\n").steps());
      Evidence other =
          new Evidence(
              missing.place(), "server", new Expected.OfProxy("a query"), new Actual.Nothing());
      assertEquals(Optional.empty(), interpreter.excuse(other, missing.waiting()));
      assertEquals(
          Optional.of(
              "the CancelRequest arrived at the backend just after the time limit, so it was late, not"
                  + " missing"),
          interpreter.excuse(missing, missing.waiting()));
    }
  }

  private static String canceledOver(String transport) {
    return HELD
        + """
        - cancel: c
          over: %s
        - accept: forwarded
          encryption: granted
        - expect: forwarded
          messages: CancelRequest
        """
            .formatted(transport);
  }

  @Test
  void aCancelRequestInClearIsNoneOverTls() throws IOException {
    passes(canceledOver("tls"));
    Evidence evidence = broken(canceledOver("plain"));
    assertEquals("forwarded", evidence.connection());
    assertEquals("a CancelRequest over TLS", evidence.expected().toString());
    assertEquals("a CancelRequest in clear", evidence.came().toString());
  }

  @Test
  void whereNoCancelRequestMayComeTheWaitEnds() throws IOException {
    passes(HELD + "- no connection: 50ms\n");
  }

  @ParameterizedTest
  @CsvSource({"c, CommandComplete", "server, Query"})
  void whatComesDuringAQuietTimeBreaksItAtOnce(String name, String kind) throws IOException {
    Duration quiet = Duration.ofSeconds(30);
    CaseResult result =
        run(
            Judged.PATIENT,
            """
            steps:
              - start: c
              - hold: c
              - find: server
                of: c
              - send: c
                messages: [{Query: "set a to 1"}]
              - release: c
              - expect: c
                messages: RowDescription DataRow CommandComplete ReadyForQuery
              - expect: c
                messages: CommandComplete ReadyForQuery
              - together:
                  - steps:
                      - quiet: %s
                        for: %ds
                  - after: 30ms
                    steps:
                      - send: c
                        messages: [{Query: "set a to 1"}]
            """
                .formatted(name, quiet.toSeconds()));
    assertTrue(result.nanos() < quiet.toNanos(), result::toString);
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals(name + ": " + kind, evidence.signature());
    assertEquals("nothing", evidence.expected().toString());
  }

  @Test
  void theEndOfAClientsConnectionBreaksAQuietTime() throws IOException {
    String ended =
        """
        - start: c
        - send: c
          messages: [Terminate]
        """;
    String quiet = "- quiet: c\n  for: 300ms\n";
    String seen = "- expect: c\n  messages: Closed\n";
    assertTrue(broken(ended + quiet).came().toString().startsWith("Closed"));
    assertTrue(broken(ended + seen + quiet).came().toString().startsWith("Closed"));
  }

  @Test
  void theEndOfASessionAtTheBackendBreaksNoQuietTime() throws IOException {
    passes(
        HELD
            + "- release: c\n"
            + DONE
            + """
            - close: c
              by: terminate
            - quiet: server
              for: 50ms
            """);
  }

  private static final String PASSING =
      """
      steps:
        - start: other
        - quiet: other
          for: 1ms
      """;

  private static CaseResult given(String given, Duration limit) throws IOException {
    return run(limit, "given:\n" + given.indent(2) + PASSING);
  }

  private static String answered(String sqlState) {
    return HELD + "- reply: server\n  error: \"%s\"\n".formatted(sqlState) + DONE;
  }

  @Test
  void whoRefusesAPreparationIsNotJudged() throws IOException {
    CaseResult result = given(answered("42501"), Judged.PATIENT);
    assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    String says = result.says().get(0);
    assertTrue(
        says.startsWith("the proxy refuses a step that only prepares the case: ErrorResponse"),
        says);
    assertEquals(Verdict.PASS, given(HELD, Judged.PATIENT).verdict());
  }

  @Test
  void whatIsNotPreparedBlocksTheCase() throws IOException {
    String canceled = HELD + "- cancel: c\n";
    assertEquals(
        Optional.of(SetUp.PROXY_QUERY), given(answered("57014"), Judged.PATIENT).blocked());
    assertEquals(
        Optional.of(SetUp.PROXY_CANCEL),
        given(canceled + "- accept: one\n- accept: two\n", Judged.IMPATIENT).blocked());
    assertEquals(
        Optional.of(SetUp.PROXY_CANCEL),
        given("- accept: one\n  within: 20ms\n", Judged.IMPATIENT).blocked());
    assertEquals(
        Optional.of(SetUp.PROXY_CANCEL), given(canceled + DONE, Judged.IMPATIENT).blocked());
    String later = DONE + "- cancel: c\n";
    assertEquals(Optional.of(SetUp.PROXY_QUERY), given(HELD + later, Judged.IMPATIENT).blocked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "open"})
  void aConnectionThatIsNotPreparedBlocksTheCase(String step) throws IOException {
    try (Straight straight = Straight.inClear()) {
      String steps = "  - %s: c\n    over: tls\n".formatted(step);
      CaseResult result = straight.run("given:\n" + steps + PASSING);
      assertEquals(Optional.of(SetUp.PROXY_SESSION), result.blocked(), result::toString);
    }
  }

  @Test
  void aReadyForQueryOfTheCaseEndsTheQuery() throws IOException {
    passes(
        HELD
            + """
            - send: server
              messages: [{ReadyForQuery: I}]
            - expect: c
              messages: ReadyForQuery
            - send: c
              messages: [{Query: select 1}]
            """
            + DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- send: server\n  messages: [{ParameterStatus: {name: a, value: b}}]\n",
        "- close: server\n  by: half\n- expect: c\n  messages: Closed\n"
      })
  void aSessionThatTheCaseHasUsedIsUnusual(String step) throws Exception {
    try (Straight straight = Straight.start();
        ProxyInterpreter interpreter = straight.steps(new Transcript(), HELD + step)) {
      BackendSession session = interpreter.scope.group("server").get(0).backend().orElseThrow();
      assertEquals(!step.isEmpty(), session.isUnusual());
      assertTrue(interpreter.roomy(), "the next case need not wait for the end of its sessions");
    }
  }
}
