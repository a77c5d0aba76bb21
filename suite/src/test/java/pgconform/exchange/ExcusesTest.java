package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** What no requirement but its own is about is not told as its violation. */
class ExcusesTest {
  private static final Script DENIES =
      peer -> {
        peer.next();
        peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
        while (peer.next() != null) {
          peer.send(Rows.error("ERROR", "42501", "permission denied"), new ReadyForQuery('I'));
        }
      };

  private static CaseResult denied(String expected) {
    try (Judged judged = Judged.with(DENIES)) {
      return judged.run(
          Scenarios.steps(
              """
              - start: s
              - send: s
                messages: [{Query: select 1}]
              - expect: s
                messages: %s
              - send: s
                messages: [{Query: select 2}]
              - expect: s
                messages: RowDescription
              """
                  .formatted(expected)));
    }
  }

  @Test
  void aRightThatTheRoleLacksIsNotHeldAgainstTheServer() {
    CaseResult result = denied("RowDescription");
    assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    String says = result.says().get(0);
    assertTrue(says.startsWith("the role may not do what this case needs: ErrorResponse("), says);
    assertTrue(says.contains("permission denied"), says);
  }

  @Test
  void aScenarioAboutRightsIsJudged() {
    CaseResult result = denied("ErrorResponse[C=42501] ReadyForQuery");
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
  }

  private static Script refusing(String what) {
    return peer -> {
      peer.next();
      if (what.equals("later")) {
        peer.send(new AuthenticationOk());
      } else if (what.equals("negotiated")) {
        peer.send(new NegotiateProtocolVersion(ProtocolVersion.V3_0.code(), List.of()));
      }
      if (!what.equals("close")) {
        peer.send(Rows.error("FATAL", "0A000", "unsupported frontend protocol"));
      }
    };
  }

  private static Scenario startUp(String area, String version) {
    return Scenarios.of(
        Scenarios.head("must").replace("area: test", "area: " + area)
            + """
            steps:
              - open: s
              - send: s
                messages: [{StartupMessage: {version: "%s", parameters: {user: a}}}]
              - expect: s
                messages: NegotiateProtocolVersion? AuthenticationOk ReadyForQuery
            """
                .formatted(version));
  }

  private static CaseResult refused(String area, String version, String what, boolean known) {
    Judged judged = Judged.with(refusing(what));
    try (Judged server = known ? judged.having(Capability.PROTOCOL_3_2) : judged) {
      return server.run(startUp(area, version));
    }
  }

  @ParameterizedTest
  @CsvSource({"3.2, error", "3.2, close", "3.9999, error"})
  void aVersionThatTheTargetRefusesIsForTheRequirementsAboutVersions(String version, String what) {
    CaseResult result = refused("test", version, what, false);
    assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    String says = result.says().get(0);
    assertTrue(
        says.startsWith(
            "the target refuses protocol %s, which the requirements of the area version judge: "
                .formatted(version)),
        says);
  }

  @ParameterizedTest
  @CsvSource({
    "version, 3.2, error, false",
    "test, 3.0, error, false",
    "test, 3.2, later, false",
    "test, 3.2, negotiated, false",
    "test, 3.2, error, true",
  })
  void anyOtherRefusalIsJudged(String area, String version, String what, boolean known) {
    CaseResult result = refused(area, version, what, known);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals(List.of(), result.says());
  }

  @Test
  void aSilenceIsNoRefusal() {
    try (Judged judged = Judged.with(peer -> peer.rest()).within(Judged.IMPATIENT)) {
      CaseResult result = judged.run(startUp("test", "3.2"));
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    }
  }

  /** Sessions under 3.0 begin meanwhile. */
  @Test
  void whatHappensOnOtherConnectionsDoesNotMatter() {
    Script script =
        peer -> {
          if (peer.next() instanceof StartupMessage startup
              && startup.version().equals(ProtocolVersion.V3_0)) {
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
            peer.next();
          } else {
            peer.next();
            peer.send(Rows.error("FATAL", "0A000", "unsupported frontend protocol"));
          }
        };
    Scenario scenario =
        Scenarios.steps(
            """
            - open: s
            - send: s
              messages: [{StartupMessage: {version: "3.2", parameters: {user: a}}}]
            - start: other
            - send: s
              messages: [Sync]
            - expect: s
              messages: AuthenticationOk ReadyForQuery
            """);
    try (Judged judged = Judged.with(script)) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"alive: s, UNSUPPORTED", "exhaust: more, FAIL"})
  void aServerThatIsFullIsNotJudgedUnlessTheScenarioFillsIt(String step, Verdict verdict) {
    Evidence full =
        new Evidence(
            ClientCase.PLACE,
            "s",
            Expected.Other.RUNNING_QUERY,
            new Actual.Seen(new Event.Received(1, Rows.error("FATAL", "53300", "full"))));
    try (Judged judged = Judged.good()) {
      Excuses excuses =
          new Excuses(Scenarios.steps("- start: s\n- %s\n".formatted(step)), judged.subject());
      assertEquals(verdict == Verdict.UNSUPPORTED, excuses.room(full).isPresent());
    }
  }
}
