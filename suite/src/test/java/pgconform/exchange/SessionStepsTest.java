package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.Runs.broken;
import static pgconform.exchange.Runs.on;
import static pgconform.exchange.Runs.passes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.property.KeyChange;
import pgconform.scenario.Scenario;
import pgconform.testing.Backend;
import pgconform.testing.Fault;
import pgconform.testing.Judged;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** Holding, cancelling, asking sessions and judging their keys. */
class SessionStepsTest {
  @Test
  void aHeldQueryRunsUntilItIsReleased() {
    passes(
        Judged.good(),
        """
        - start: s
          times: 2
        - hold: s
        - open: c
        - release: s
        - expect: s
          messages: RowDescription DataRow CommandComplete ReadyForQuery[idle]
        - hold: s
        - hold: s
        - release: s
        - expect: s
          messages: (RowDescription DataRow CommandComplete ReadyForQuery[idle]){2}
        - alive: s
        """);
  }

  @Test
  void aQueryThatDoesNotWaitIsNotHeld() {
    String steps = "- start: s\n- hold: s\n  messages: [{Query: %s}]\n";
    Evidence evidence = broken(Judged.good(), steps.formatted("nonsense"));
    assertEquals("s", evidence.connection());
    assertEquals("the query to be running", evidence.expected().toString());
    assertTrue(evidence.came().toString().startsWith("ErrorResponse("), evidence.came().toString());
    // The server answers, but with no end of the query.
    Judged quick = Judged.good().within(Judged.IMPATIENT);
    assertTrue(
        broken(quick, steps.formatted("select 1")).came().toString().startsWith("RowDescription("));
  }

  @Test
  void aliveWantsTheRightAnswerAndNothingBeforeIt() {
    passes(Judged.good(), "- start: s\n  times: 2\n- alive: s\n- alive: [s]\n");
    Evidence row =
        broken(
            Judged.good(), "- start: s\n- send: s\n  messages: [{Query: select 1}]\n- alive: s\n");
    assertTrue(
        row.expected().toString().matches("DataRow\\[\"alive \\d+\"\\]"),
        row.expected().toString());
    assertEquals("DataRow(values=[\"1\"])", row.came().toString());
    Evidence twice =
        broken(Judged.with(Fault.READY_FOR_QUERY_TWICE), "- start: s\n- alive: [s, s]\n");
    assertEquals("RowDescription", twice.expected().toString());
    assertEquals("ReadyForQuery(idle)", twice.came().toString());
    assertEquals("s", twice.connection());
  }

  /** The requests that arrive when a scenario cancels. */
  private static CancelRequest cancelled(String cancel, Map<String, Object> values)
      throws InterruptedException {
    BlockingQueue<CancelRequest> requests = new LinkedBlockingQueue<>();
    Rules rules = new Rules();
    rules.processId = () -> 4711;
    rules.secretKey = size -> Bytes.ofHex("01020304");
    rules.isFor = (CancelRequest request, Backend backend) -> requests.add(request);
    try (Judged judged = Judged.with(rules)) {
      CaseResult result =
          judged.run(
              Scenarios.property(
                  "change: {wrong key: any}\ncut: {cuts of: 16}\n",
                  "- start: s\n"
                      + "- start: other\n"
                      + "- repeat: 1\n"
                      + "  steps:\n"
                      + "    - cancel: s\n"
                      + "      key: $change\n"
                      + "      framing: $cut\n"
                      + "      as: unused\n"
                      + "    - expect: unused\n"
                      + "      messages: Closed\n"
                      + "- cancel: s\n"
                      + cancel.indent(2)
                      + "- expect: cancel\n  messages: Closed\n"),
              new Case(values));
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
    return requests.stream().reduce((first, second) -> second).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "''                                ~ 4711  ~ 01020304",
        "process id: 5                     ~ 5     ~ 01020304",
        "process id: -5                    ~ -5    ~ 01020304",
        "process id: +1                    ~ 4712  ~ 01020304",
        "process id: negated               ~ -4711 ~ 01020304",
        "process id: $other.processId      ~ 4711  ~ 01020304",
        "process id: 4294967295            ~ -1    ~ 01020304",
        "key: ff 00                        ~ 4711  ~ ff00",
        "key: $other.secretKey             ~ 4711  ~ 01020304",
        "key: $change                      ~ 4711  ~ 81020304",
        "framing: $cut                     ~ 4711  ~ 01020304",
        "over: tls                         ~ 4711  ~ 01020304",
        "times: 1                          ~ 4711  ~ 01020304",
      })
  void cancelSends(String cancel, int processId, String key) throws InterruptedException {
    Map<String, Object> values =
        Map.of(
            "change", new KeyChange(KeyChange.Kind.FLIP, 0, Bytes.EMPTY),
            "cut", new Framing(List.of(4, 8)));
    assertEquals(new CancelRequest(processId, Bytes.ofHex(key)), cancelled(cancel, values));
  }

  @Test
  void aCancelEndsTheQueryAndEachRequestHasItsConnection() {
    String steps =
        """
        - start: s
        - hold: s
        - cancel: s
          as: request
          times: 3
        - expect: request
          messages: Closed[FIN]
        - expect: s
          messages: ErrorResponse[S=ERROR, C=57014] ReadyForQuery[idle]
        - alive: s
        """;
    CaseResult result = on(Judged.good(), steps);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    List<String> names =
        result.transcript().entries().stream().map(e -> e.connection()).distinct().toList();
    assertEquals(List.of("s", "request1", "request2", "request3"), names);
    Evidence open =
        broken(
            Judged.with(Fault.CANCEL_CONNECTION_STAYS_OPEN).within(Duration.ofSeconds(2)), steps);
    assertEquals("request1", open.connection());
    assertEquals("Closed[FIN]", open.expected().toString());
  }

  @Test
  void noRequestLeavesBeforeAllItsConnectionsAreOpen() {
    CaseResult result =
        on(
            Judged.good(),
            "- start: s\n- cancel: s\n  times: 3\n- expect: cancel\n  messages: Closed\n");
    List<String> cancels =
        result.transcript().entries().stream()
            .filter(e -> e.connection().startsWith("cancel"))
            .map(e -> e.connection() + " " + e.items())
            .toList();
    for (int i = 0; i < 3; i++) {
      assertTrue(cancels.get(i).contains("connected to"), cancels.toString());
      assertTrue(cancels.get(i + 3).contains("CancelRequest("), cancels.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cancel: s",
        "keys: s",
        "send: s\n  messages: [{CancelRequest: {processId: $s.processId, secretKey: 01}}]",
        "send: s\n  messages: [{CancelRequest: {processId: 1, secretKey: $s.secretKey}}]",
        "expect: s\n  messages: NotificationResponse[processId=$s.processId]"
      })
  void whoSendsNoKeyDataIsUnsupported(String step) {
    CaseResult result =
        on(Judged.with(Fault.NO_KEY_DATA), "- start: s\n- " + step + "\n- alive: s\n");
    assertEquals(Verdict.UNSUPPORTED, result.verdict());
    assertEquals(List.of("the server sent no BackendKeyData"), result.says());
    assertEquals(Optional.empty(), result.evidence());
  }

  /** The number of a round is not part of the key of a session, whatever its name. */
  @Test
  void whoIsNotAskedForItsKeyNeedsNone() {
    passes(
        Judged.with(Fault.NO_KEY_DATA),
        """
        - start: n
        - repeat: 2
          steps:
            - send: n
              messages: [{Query: "select ${n}"}]
            - expect: n
              messages: RowDescription DataRow[$n] CommandComplete ReadyForQuery
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "CONSTANT_KEY ~ distinct ~ distinct keys ~ 435 pairs of 30 sessions .*",
        "CONSTANT_KEY_DATA ~ distinct ~ distinct keys ~ two sessions have the same .*",
        "COUNTED_KEYS ~ unpredictable ~ keys that cannot be predicted ~ 32 of 32 bits .* increase"
            + " .*",
        "CONSTANT_KEY ~ unpredictable ~ keys that cannot be predicted ~ 435 pairs of 30 sessions"
            + " .*",
      })
  void keysAreJudged(Fault fault, String demand, String expected, String came) {
    String steps = "- start: s\n  times: 30\n- keys: s\n  are: " + demand + "\n";
    passes(Judged.good(), steps);
    Evidence evidence = broken(Judged.with(fault), steps);
    assertEquals("s", evidence.connection());
    assertEquals(expected, evidence.expected().toString());
    assertTrue(evidence.came().toString().matches(came), evidence.came().toString());
  }

  @Test
  void countedKeysAreDistinct() {
    passes(Judged.with(Fault.COUNTED_KEYS), "- start: s\n  times: 30\n- keys: s\n");
  }

  @Test
  void stepsAreRepeatedAndMatched() {
    String steps =
        """
        - start: s
        - repeat: $times
          steps:
            - send: s
              messages: [{Query: "select ${n}"}]
            - expect: s
              messages: RowDescription DataRow[$n] CommandComplete ReadyForQuery
        - match: $way
          cases:
            again:
              - alive: s
            ask:
              - send: s
                messages: [{Query: "select '${n}'"}]
              - expect: s
                messages: RowDescription DataRow["4"]
        """;
    Scenario scenario = Scenarios.property("times: {integer: 1..9}\nway: [again, ask]\n", steps);
    try (Judged judged = Judged.good()) {
      assertEquals("pass", verdict(judged, scenario, 3, "again"));
      assertEquals("fail", verdict(judged, scenario, 3, "ask"));
      assertEquals("pass", verdict(judged, scenario, 4, "ask"));
    }
  }

  private static String verdict(Judged judged, Scenario scenario, long times, String way) {
    return judged.run(scenario, new Case(Map.of("times", times, "way", way))).verdict().toString();
  }

  @Test
  void aDelayPasses() {
    Scenario scenario =
        Scenarios.property("time: {delay: 0..1s}\n", "- start: s\n- delay: $time\n- delay: 30ms\n");
    try (Judged judged = Judged.good()) {
      CaseResult result = judged.run(scenario, new Case(Map.of("time", Duration.ofMillis(70))));
      assertTrue(result.nanos() >= Duration.ofMillis(100).toNanos(), () -> result.nanos() + " ns");
    }
  }

  @Test
  void whatWasReadToItsEndIsGivenBack() {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: s
            - hold: s
            - release: s
            - expect: s
              messages: RowDescription DataRow CommandComplete ReadyForQuery
            """);
    try (Judged judged = Judged.good()) {
      for (int i = 0; i < 3; i++) {
        CaseResult result = judged.run(scenario);
        assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      }
      assertEquals(4, judged.server().accepted(), "three sessions, and one that holds for all");
    }
  }

  @Test
  void whatIsHeldIsReleasedAtTheEnd() throws InterruptedException {
    try (Judged judged = Judged.good()) {
      for (int i = 0; i < 3; i++) {
        CaseResult result =
            judged.run(Scenarios.steps("- start: s\n- hold: s\n- start: t\n- hold: t\n"));
        assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      }
      // Six sessions, and one that holds, or a second one.
      assertTrue(judged.server().accepted() <= 8, () -> judged.server().accepted() + " sessions");
    }
  }
}
