package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.Runs.broken;
import static pgconform.exchange.Runs.on;
import static pgconform.exchange.Runs.passes;
import static pgconform.exchange.Runs.unable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.testing.Ending;
import pgconform.testing.Judged;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ReadyForQuery;

/** Opening, starting and closing connections. */
class ConnectionStepsTest {
  private static final Scenario START = Scenarios.steps("- start: s\n- alive: s\n");

  @ParameterizedTest
  @CsvSource({"plain", "tls", "direct tls", "plain after gss", "tls after gss", "usual"})
  void sessionsStartOverEachTransport(String transport) {
    passes(Judged.good(), "- start: s\n  over: %s\n- alive: s\n".formatted(transport));
  }

  @Test
  void theUsualTransportIsTheFirstOfTheTarget() {
    String steps = "- start: s\n  over: %s\n- alive: s\n";
    Judged judged = Judged.with(refusingTls());
    assertEquals(
        "SSLRequest was answered with EncryptionResponse('N'), not with S",
        broken(judged.over(Transport.TLS, Transport.PLAIN), steps.formatted("usual"))
            .came()
            .toString());
    Judged again = Judged.with(refusingTls()).over(Transport.PLAIN, Transport.TLS);
    passes(again, steps.formatted("usual"));
  }

  private static Rules refusingTls() {
    Rules rules = new Rules();
    rules.answerToSslRequest = 'N';
    return rules;
  }

  @Test
  void whoDoesNotEncryptBreaksTheRequirement() {
    Evidence evidence = broken(Judged.with(refusingTls()), "- start: a\n- open: c\n  over: tls\n");
    assertEquals("c", evidence.connection());
    assertEquals("a connection over tls", evidence.expected().toString());
    assertEquals(
        "SSLRequest was answered with EncryptionResponse('N'), not with S",
        evidence.came().toString());
    assertEquals(9, evidence.place().line());
  }

  @Test
  void whoCannotBeReachedIsNotJudged() {
    Judged judged = Judged.good();
    Subject.Server subject = judged.subject();
    judged.server().close();
    CaseResult result = new Exchange(START, subject).run(new Case(Map.of()));
    unable(result, "cannot connect to %s: Connection refused".formatted(judged.server().address()));
  }

  @ParameterizedTest
  @CsvSource({"open, ''", "start, '- alive: c'"})
  void aGroupHasNumberedNames(String verb, String then) {
    try (Judged judged = Judged.good()) {
      Scenario scenario =
          Scenarios.steps("- start: s\n- %s: c\n  times: 3\n%s\n".formatted(verb, then));
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.PASS, result.verdict());
      List<String> names =
          result.transcript().entries().stream().map(e -> e.connection()).distinct().toList();
      assertEquals(List.of("s", "c1", "c2", "c3"), names);
    }
  }

  @Test
  void encryptionIsNegotiatedStepByStep() {
    String steps =
        """
        - open: c
        - send: c
          messages: [%s]
        - expect: c
          messages: EncryptionResponse[%s]
        """;
    String handshake =
        """
        - handshake: c
          alpn: [postgresql]
        - expect: c
          messages: Encrypted[alpn=postgresql]
        - send: c
          messages: [StartupMessage]
        - expect: c
          messages: AuthenticationOk BackendKeyData ReadyForQuery
        """;
    passes(Judged.good(), steps.formatted("SSLRequest", "S") + handshake);
    passes(Judged.good(), steps.formatted("GSSENCRequest", "N"));
    passes(Judged.good(), "- open: c\n" + handshake);
    Judged plain =
        Judged.with(
            peer -> {
              peer.next();
              peer.send(new EncryptionResponse('S'));
              peer.peek();
              peer.send(Bytes.ofHex("0011223344"));
            });
    Evidence evidence = broken(plain, steps.formatted("SSLRequest", "S") + handshake);
    assertEquals("Encrypted[alpn=postgresql]", evidence.expected().toString());
    assertTrue(evidence.came().toString().startsWith("TlsFailed["), evidence.came().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "fin, FIN, ''",
    "rst, RST, ''",
    "half, FIN, '- {expect: c, messages: Closed}'",
    "terminate, FIN, '- {expect: c, messages: Closed}'",
  })
  void connectionsAreClosedInEachWay(String by, Ending ending, String then)
      throws InterruptedException {
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    PostgresLike sessions = new PostgresLike(new Rules());
    Judged judged =
        Judged.with(
            peer -> {
              if (peer.peek() == 0) {
                sessions.serve(peer);
                return;
              }
              peer.send(Rows.error("ERROR", "00000", "here"));
              StringBuilder octets = new StringBuilder();
              for (int i = 0; i < 10 && by.equals("terminate"); i++) {
                octets.append(String.format("%02x", peer.take()));
              }
              seen.add(by.equals("terminate") ? octets.substring(10) : peer.awaitEnd());
            });
    String steps =
        """
        - start: s
        - open: c
        - send: c
          messages: [Sync]
        - expect: c
          messages: ErrorResponse
        - close: c
          by: %s
        %s
        """
            .formatted(by, then);
    Object expected = by.equals("terminate") ? "5800000004" : ending;
    // Closing the server ends its side, too: not before it has seen the client's end.
    try (judged) {
      assertEquals(Verdict.PASS, judged.run(Scenarios.steps(steps)).verdict());
      assertEquals(expected, seen.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aFramingMayEndWithAReset() throws InterruptedException {
    BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    PostgresLike sessions = new PostgresLike(new Rules());
    Scenario scenario =
        Scenarios.property(
            "cut: {framing of: 5}\n",
            "- start: s\n- open: c\n- send: c\n  messages: [Sync]\n  framing: $cut\n");
    try (Judged judged =
        Judged.with(
            peer -> {
              if (peer.peek() == 0) {
                sessions.serve(peer);
                return;
              }
              endings.add(peer.awaitEnd());
            })) {
      Framing framing = new Framing(List.of(), Bytes.EMPTY, Framing.Ending.RST);
      assertEquals(Verdict.PASS, judged.run(scenario, new Case(Map.of("cut", framing))).verdict());
      assertEquals(Ending.RST, endings.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void nothingIsLeftOpen() throws InterruptedException {
    BlockingQueue<Object> last = new LinkedBlockingQueue<>();
    PostgresLike sessions = new PostgresLike(new Rules());
    try (Judged judged =
        Judged.with(
            peer -> {
              sessions.serve(peer);
              last.add(peer.awaitEnd());
            })) {
      Scenario scenario =
          Scenarios.steps("- start: s\n  over: plain\n- open: c\n- alive: s\n- open: d\n");
      assertEquals(Verdict.PASS, judged.run(scenario).verdict());
      for (int i = 0; i < 3; i++) {
        assertEquals(Ending.FIN, last.poll(20, TimeUnit.SECONDS));
      }
    }
  }

  @ParameterizedTest(name = "room for many sessions: {0}")
  @ValueSource(booleans = {true, false})
  void aSessionEndsWithTerminateAndAConnectionWithoutASessionDoesNot(boolean room)
      throws InterruptedException {
    BlockingQueue<String> last = new LinkedBlockingQueue<>();
    Judged judged =
        Judged.with(
            peer -> {
              boolean session = peer.peek() == 0;
              if (session) {
                peer.next();
                peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
              } else {
                peer.next();
                peer.send(new ReadyForQuery('I'));
              }
              last.add(session + " " + peer.next());
            });
    if (room) {
      judged.having(Capability.MANY_SESSIONS);
    }
    try (judged) {
      Scenario scenario =
          Scenarios.steps(
              """
              - start: s
              - open: c
              - send: c
                messages: [Sync]
              - expect: c
                messages: ReadyForQuery
              """);
      assertEquals(Verdict.PASS, judged.run(scenario).verdict());
      List<String> both = new ArrayList<>();
      both.add(last.poll(20, TimeUnit.SECONDS));
      both.add(last.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of("false null", "true Terminate"), both.stream().sorted().toList());
    }
  }

  /** A session that never began is a connection that has to be closed all the same. */
  @ParameterizedTest
  @CsvSource({"start", "exhaust"})
  void whatNeverBecameASessionIsClosedByTheBook(String verb) throws InterruptedException {
    BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    Script refusing =
        peer -> {
          if (peer.peek() == 0x16) {
            peer.startTls();
          }
          peer.next();
          peer.send(Rows.error("FATAL", "28000", "no"));
          endings.add(peer.awaitEnd());
        };
    Ending expected = verb.equals("start") ? Ending.CLOSE_NOTIFY : Ending.FIN;
    String over = verb.equals("start") ? "  over: direct tls\n" : "";
    try (Judged judged = Judged.with(refusing)) {
      CaseResult result =
          judged.run(Scenarios.steps("- %s: s\n%s- alive: s\n".formatted(verb, over)));
      assertEquals(Verdict.FAIL, result.verdict());
      assertEquals(expected, endings.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void whereTlsIsRefusedNowhereNobodyAsks() {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                needs: [tls refused]
                steps:
                  - open: c
                    over: tls refused
                  - expect: c
                    messages: Closed
                """);
    unable(on(Judged.good(), scenario), "the target has no address at which it refuses TLS");
  }

  @Test
  void aTransportMayBeDrawn() {
    Scenario scenario =
        Scenarios.property("way: [plain, tls]\n", "- start: s\n  over: $way\n- alive: s\n");
    try (Judged judged = Judged.with(refusingTls())) {
      Case plain = new Case(Map.of("way", Transport.PLAIN));
      assertEquals(Verdict.PASS, judged.run(scenario, plain).verdict());
      Evidence tls = judged.run(scenario, new Case(Map.of("way", Transport.TLS))).evidence().get();
      assertEquals("a connection over tls", tls.expected().toString());
    }
  }
}
