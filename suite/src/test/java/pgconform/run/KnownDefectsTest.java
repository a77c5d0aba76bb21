package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;
import pgconform.report.FailureText;
import pgconform.report.Finding;
import pgconform.scenario.Explanation;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.EncryptionResponse;

/**
 * A failure that was published as a defect of the very release bears its name, and no other does.
 */
class KnownDefectsTest {
  private static final Scenario SCENARIO =
      Scenarios.of(
          Scenarios.head("must")
              + """
              bug:
                - elsewhere
                - {name: CVE-2026-6479, servers: "12.3 - 13, >= 14 < 14.23"}
              needs: [tls refused]
              steps:
                - open: client
                  over: tls refused
                - repeat: 3
                  steps:
                    - send: client
                      messages: [SSLRequest]
                    - expect: client
                      one of:
                        refused: EncryptionResponse[N]
                        ended: ErrorResponse[C=0A000]? Closed
                - send: client
                  messages: [SSLRequest]
                - expect: client
                  messages: Closed
              """);

  private static final Script FOR_EVER =
      peer -> {
        while (peer.next() != null) {
          peer.send(new EncryptionResponse('N'));
        }
      };

  private static final Script ONCE =
      peer -> {
        peer.next();
        peer.send(new EncryptionResponse('N'));
        peer.next();
        peer.send(Rows.error("FATAL", "0A000", "unsupported frontend protocol"));
      };

  private static Result run(Judged judged) {
    return Alone.run(SCENARIO, judged, Options.of(7, Effort.DEFAULT, 1, true));
  }

  @ParameterizedTest
  @CsvSource({"13.23, CVE-2026-6479", "14.22, CVE-2026-6479", "14.23,", "12.2,"})
  void ofTheRelease(String release, String defect) {
    List<String> defects = defect == null ? List.of() : List.of(defect);
    try (Judged judged =
        Judged.with(FOR_EVER).as(Profile.POSTGRESQL).release(release).refusingTls()) {
      Result result = run(judged);
      assertEquals(Verdict.FAIL, result.verdict());
      assertEquals(defects, result.failure().orElseThrow().defects());
      assertEquals(defect != null, result.message().startsWith("known defect CVE-2026-6479; "));
      List<String> lines = FailureText.lines(Finding.of(result, 7), 10);
      assertTrue(lines.contains("compare    elsewhere"), lines.toString());
      String named = "CVE-2026-6479 (PostgreSQL 12.3 - 13, >= 14 < 14.23)";
      assertTrue(
          lines.contains((defect == null ? "compare    " : "known as   ") + named),
          lines.toString());
    }
  }

  @Test
  void ofAnotherProduct() {
    try (Judged judged = Judged.with(FOR_EVER).refusingTls()) {
      Result result = run(judged);
      assertEquals(Verdict.FAIL, result.verdict());
      assertEquals(List.of(), result.failure().orElseThrow().defects());
    }
  }

  @Test
  void aConnectionThatHasEndedStaysSo() {
    // Only the first two of six requests are answered at all.
    try (Judged judged = Judged.with(ONCE).as(Profile.POSTGRESQL).release("13.23").refusingTls()) {
      Result result = run(judged);
      assertEquals(Verdict.PASS, result.verdict(), result.message());
      assertEquals(Optional.empty(), result.failure());
    }
  }

  @Test
  void whereTlsIsRefusedHasToBeKnown() {
    try (Judged judged = Judged.with(ONCE)) {
      CaseResult result = judged.run(SCENARIO);
      assertEquals(Verdict.ERROR, result.verdict());
      assertEquals(List.of("the target has no address at which it refuses TLS"), result.says());
    }
  }

  @Test
  void isExplained() {
    String text = Explanation.of(SCENARIO);
    assertTrue(
        text.contains(
            "It is known to find these defects: elsewhere; CVE-2026-6479 (PostgreSQL 12.3 - 13, >="
                + " 14 < 14.23).\n"),
        text);
  }
}
