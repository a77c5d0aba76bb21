package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.Runs.broken;
import static pgconform.exchange.Runs.on;
import static pgconform.exchange.Runs.passes;
import static pgconform.exchange.Runs.unable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import pgconform.property.Case;
import pgconform.property.ParameterList;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.testing.Judged;
import pgconform.testing.Passwords;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolTwoErrorResponse;
import pgconform.wire.ProtocolVersion;

/** Start-up, as the step that starts and the messages of a scenario have it. */
class StartStepsTest {
  private static final Scenario START = Scenarios.steps("- start: s\n- alive: s\n");

  @Test
  void aRefusedSessionBreaksTheRequirement() {
    Judged judged =
        Judged.with(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", "28000", "not you"));
            });
    Evidence evidence = broken(judged, "- start: s\n- alive: s\n");
    assertEquals("s", evidence.connection());
    assertEquals("a session for tester", evidence.expected().toString());
    assertEquals(
        "the server refused the session: FATAL 28000: not you", evidence.came().toString());
  }

  @Test
  void aFullServerIsNotJudged() {
    Judged judged =
        Judged.with(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", "53300", "too many"));
            });
    CaseResult result = on(judged, START);
    assertEquals(Verdict.UNSUPPORTED, result.verdict());
    assertEquals(
        List.of(
            "the target has no room for another session; run with fewer --jobs:"
                + " the server refused the session: FATAL 53300: too many"),
        result.says());
  }

  @Test
  void aLoginHasItsOwnUserAndPassword() {
    Rules rules = new Rules();
    rules.logIns.put("other", Passwords.md5("secret"));
    Login other =
        new Login(
            "other", "test", Optional.of(Secret.of("secret")), ProtocolVersion.V3_0, List.of());
    Scenario md5 = Scenarios.needing("md5 login", "- start: s\n  as: md5\n- alive: s\n");
    assertEquals(Verdict.PASS, on(Judged.with(rules).login("md5", other), md5).verdict());
    unable(on(Judged.with(rules), md5), "the target has no login 'md5'");
  }

  @Test
  void aSessionAsksForVersionAndParameters() throws InterruptedException {
    BlockingQueue<FrontendMessage> requests = new LinkedBlockingQueue<>();
    Judged judged =
        Judged.with(
                peer -> {
                  requests.add(peer.next());
                  peer.send(Rows.error("FATAL", "28000", "no"));
                })
            .having(Capability.PROTOCOL_3_2);
    broken(
        judged,
        """
        - start: s
          protocol: "3.2"
          parameters: {a: b, c: $user}
        - alive: s
        """);
    assertEquals(
        "StartupMessage(3.2, user=\"tester\", database=\"test\", a=\"b\", c=\"tester\")",
        requests.poll(20, TimeUnit.SECONDS).toString());
  }

  @Test
  void parametersMayBeDrawn() throws InterruptedException {
    BlockingQueue<FrontendMessage> requests = new LinkedBlockingQueue<>();
    Scenario scenario =
        Scenarios.property(
            "list: {parameters: 0..4}\n", "- start: s\n  parameters: $list\n- alive: s\n");
    ParameterList list =
        new ParameterList(List.of(new Parameter("a", "1"), new Parameter("b", "2")));
    try (Judged judged = Judged.with(peer -> requests.add(peer.next()))) {
      judged.run(scenario, new Case(Map.of("list", list)));
    }
    assertEquals(
        "StartupMessage(3.0, user=\"tester\", database=\"test\", a=\"1\", b=\"2\")",
        requests.poll(20, TimeUnit.SECONDS).toString());
  }

  @Test
  void whoIsAskedInProtocolTwoMayAnswerInIt() {
    String steps =
        """
        - open: c
        - send: c
          messages: [ProtocolTwoStartupMessage]
        - expect: c
          messages: ProtocolTwoErrorResponse[no] Closed
        """;
    Judged old =
        Judged.with(
            peer -> {
              peer.next();
              peer.send(new ProtocolTwoErrorResponse("no"));
            });
    passes(old, steps);
    Judged open = Judged.with(peer -> answer(peer, "52 00000000 5a"));
    passes(open, steps.replace(": ProtocolTwoErrorResponse[no]", START_OF_TWO));
  }

  private static final String START_OF_TWO = ": ProtocolTwoAuthentication ProtocolTwoReadyForQuery";

  private static void answer(Peer peer, String octets) throws java.io.IOException {
    peer.next();
    peer.send(Bytes.ofHex(octets));
  }

  @Test
  void whoIsAskedInProtocolThreeMayNot() {
    String steps = "- open: c\n- send: c\n  messages: [StartupMessage]\n- expect: c\n  messages";
    Judged two = Judged.with(peer -> answer(peer, "52 00000000 5a"));
    String came = broken(two, steps + START_OF_TWO + "\n").came().toString();
    assertTrue(came.startsWith("UnframedMessage("), came);
  }
}
