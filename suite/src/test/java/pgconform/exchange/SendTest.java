package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.property.ParameterList;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.Parameter;

/** The octets that a step of a scenario sends, as the server receives them. */
class SendTest {
  private static final String THEN =
      """
      - close: c
        by: half
      - expect: c
        messages: Closed
      """;

  /** What arrives on the one connection of the scenario. */
  private static Bytes sent(Scenario scenario, Case values) throws InterruptedException {
    BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();
    try (Judged judged = Judged.with(peer -> received.add(peer.rest()))) {
      CaseResult result = judged.run(scenario, values);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
    return received.poll(20, TimeUnit.SECONDS);
  }

  private static String hex(String text) {
    return Bytes.ofText(text).toHex();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Sync                                                ~ 53 00000004",
        "Flush, Sync                                         ~ 48 00000004 53 00000004",
        "{Query: a}                                          ~ 51 00000006 6100",
        "{Query: {query: a}}                                 ~ 51 00000006 6100",
        "{bytes: 00 ff}, Sync                                ~ 00ff 53 00000004",
        "{Query: {query: a, length: 7}}                      ~ 51 00000007 6100",
        "{Query: {query: a, length: -1}}                     ~ 51 ffffffff 6100",
        "{Query: {query: a, length: 0x7fffffff}}             ~ 51 7fffffff 6100",
        "{Query: {query: a, type: X}}                        ~ 58 00000006 6100",
        "{Query: {query: a, type: 255}}                      ~ ff 00000006 6100",
        "{Query: {query: a, append: 01 02}}                  ~ 51 00000006 6100 0102",
        "{Query: {query: a, truncate: 1}}                    ~ 51 00000006 61",
        "{Query: {query: a, truncate: 1, append: ff}}        ~ 51 00000006 61 ff",
        "SSLRequest                                          ~ 00000008 04d2162f",
        "{SSLRequest: {code: 1234.5680}}                     ~ 00000008 04d21630",
        "{SSLRequest: {code: 5}}                             ~ 00000008 00000005",
        "{CancelRequest: {processId: 1, secretKey: 0203}}    ~ 0000000e 04d2162e 00000001 0203",
        "{CancelRequest: {processId: -1}}                    ~ 0000000c 04d2162e ffffffff",
        "Describe                                            ~ 44 00000006 53 00",
        "{Describe: {target: P, name: a}}                    ~ 44 00000007 50 6100",
        "{Execute: {maxRows: 3}}                             ~ 45 00000009 00 00000003",
        "{Parse: {query: a, parameterTypes: [23, 25]}}       ~ 50 00000011 00 6100 0002 00000017"
            + " 00000019",
        "{Parse: {statement: b, query: a, parameterTypes: 23}} ~ 50 0000000e 6200 6100 0001"
            + " 00000017",
        "Bind                                                ~ 42 0000000c 00 00 0000 0000 0000",
        "{Bind: {parameterValues: [ff, ee]}}                 ~ 42 00000016 00 00 0000 0002 00000001"
            + " ff 00000001 ee 0000",
        "{CopyData: 01 02 03}                                ~ 64 00000007 010203",
        "{CopyFail: a}                                       ~ 66 00000006 6100",
        "{PasswordMessage: a}                                ~ 70 00000006 6100",
        "{SASLInitialResponse: {mechanism: a}}               ~ 70 0000000a 6100 ffffffff",
        "{SASLInitialResponse: {mechanism: a, data: 01}}     ~ 70 0000000b 6100 00000001 01",
      })
  void messages(String messages, String octets) throws InterruptedException {
    String send = "- open: c\n- send: c\n  messages: [%s]\n".formatted(messages);
    assertEquals(Bytes.ofHex(octets), sent(Scenarios.steps(send + THEN), new Case(Map.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "StartupMessage ~ 00030000 ~ user|tester|database|test|",
        "{StartupMessage: {version: 3.2}} ~ 00030002 ~ user|tester|database|test|",
        "{StartupMessage: {parameters: {user: a}}} ~ 00030000 ~ user|a|",
        "{StartupMessage: {parameters: [[a, b], [a, c]]}} ~ 00030000 ~ a|b|a|c|",
        "{StartupMessage: {parameters: {a: $user, b: $database}}} ~ 00030000 ~ a|tester|b|test|",
        "{StartupMessage: {parameters: {a: \"x${user}y\"}}} ~ 00030000 ~ a|xtestery|",
        "{StartupMessage: {parameters: [[lone]]}} ~ 00030000 ~ lone||",
        "{StartupMessage: {parameters: [$some, [z, y]]}} ~ 00030000 ~ p|1|q|2|z|y|",
      })
  void startUp(String message, String version, String parameters) throws InterruptedException {
    Scenario scenario =
        Scenarios.property(
            "some: {parameters: 1..3}\n",
            "- open: c\n- send: c\n  messages: [%s]\n".formatted(message)
                + "- repeat: 1\n  steps:\n    - send: c\n      messages: "
                + "[{StartupMessage: {parameters: $some}}]\n"
                + THEN);
    ParameterList some =
        new ParameterList(List.of(new Parameter("p", "1"), new Parameter("q", "2")));
    Bytes first = packet(version, parameters);
    Bytes second = packet("00030000", "p|1|q|2|");
    assertEquals(first.plus(second), sent(scenario, new Case(Map.of("some", some))));
  }

  private static Bytes packet(String version, String parameters) {
    Bytes body = Bytes.ofHex(version + hex(parameters).replace("7c", "00") + "00");
    return Bytes.ofHex(String.format("%08x", body.size() + 4)).plus(body);
  }

  @Test
  void variablesAreFilledIn() throws InterruptedException {
    Scenario scenario =
        Scenarios.property(
            "octets: {octets: 1..4}\nnumber: {integer: 1..9}\ntext: {text: 1..3}\n",
            """
            - open: c
            - send: c
              bytes: $octets
            - send: c
              messages: [{Execute: {maxRows: $number}}, {Query: "${text}-${number}"}]
            - send: c
              messages: [{Query: {query: $octets, append: $octets, length: $number}}]
            """
                + THEN);
    Case values = new Case(Map.of("octets", Bytes.ofHex("c3a4"), "number", 7L, "text", "ä"));
    assertEquals(
        Bytes.ofHex(
            "c3a4 45 00000009 00 00000007 51 00000009 c3a4 2d37 00 51 00000007 c3a400 c3a4"),
        sent(scenario, values));
  }

  @Test
  void theTranscriptTellsWhatWasChanged() {
    Scenario scenario =
        Scenarios.steps(
            """
            - open: c
            - send: c
              messages: [{Query: {query: a, length: 7, append: ff}}, {bytes: 00 01}, Sync]
            """
                + THEN);
    try (Judged judged = Judged.with(Peer::awaitEnd)) {
      String transcript = judged.run(scenario).transcript().entries().toString();
      assertTrue(transcript.contains("Query(\"a\") with length 7 append ff"), transcript);
      assertTrue(transcript.contains("2 octets 0001"), transcript);
      assertTrue(transcript.contains("Sync"), transcript);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN", "HALF", "FIN"})
  void aFramingSaysWhatFollows(Framing.Ending ending) throws InterruptedException {
    Scenario scenario =
        Scenarios.property(
            "cut: {framing of: 7}\n",
            """
            - start: a
            - open: c
            - send: c
              messages: [{Query: a}]
              framing: $cut
            """);
    Framing framing = new Framing(List.of(2, 4), Bytes.ofHex("ff"), ending);
    BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();
    PostgresLike sessions = new PostgresLike(new Rules());
    try (Judged judged =
        Judged.with(
            peer -> {
              if (peer.peek() == 'Q') {
                received.add(peer.rest());
              } else {
                sessions.serve(peer);
              }
            })) {
      assertEquals(Verdict.PASS, judged.run(scenario, new Case(Map.of("cut", framing))).verdict());
      assertEquals(Bytes.ofHex("51000000066100ff"), received.poll(20, TimeUnit.SECONDS));
    }
  }
}
