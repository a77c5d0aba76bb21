package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.scenario.SendStep;
import pgconform.session.Login;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/** What is known of octets before they are sent: what they are in words, and what answers them. */
class PayloadsTest {
  private static final String STEPS =
      "- open: c\n- send: c\n  messages: [%s]\n- expect: c\n  messages: Closed\n";

  private static Payloads.Ready ready(String messages) {
    return ready(Scenarios.steps(STEPS.formatted(messages)), Map.of());
  }

  private static Payloads.Ready ready(Scenario scenario, Map<String, Object> values) {
    SendStep send = (SendStep) scenario.steps().get(1);
    Login login = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Payloads(new CaseVariables(new Case(values), login), login).of(send.payload());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Sync                      ~ false ~ false",
        "SSLRequest                ~ true  ~ false",
        "GSSENCRequest             ~ true  ~ false",
        "SSLRequest, Sync          ~ true  ~ false",
        "ProtocolTwoStartupMessage ~ false ~ true",
        "ProtocolTwoStartupMessage, Sync ~ false ~ true",
        "StartupMessage            ~ false ~ false",
        "{bytes: 00}               ~ false ~ false",
      })
  void whatAnswersThem(String messages, boolean encryption, boolean protocolTwo) {
    Payloads.Ready ready = ready(messages);
    assertEquals(encryption, ready.asksForEncryption());
    assertEquals(protocolTwo, ready.asksForProtocolTwo());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Sync                                  ~ [Sync]",
        "Sync, {bytes: 00 01}                  ~ [Sync, 2 octets 0001]",
        "{Query: {query: a, length: 7}}        ~ [Query(\"a\") with length 7]",
        "{Query: {query: a, type: X, append: ff}} ~ [Query(\"a\") with type X append ff]",
      })
  void inWords(String messages, String words) {
    assertEquals(words, ready(messages).items().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Execute ~ 45 00000009 00 00000000",
        "{Bind: {parameterValues: [NULL, '', 31]}} ~ 42 00000019 00 00 0000 0003 ffffffff 00000000"
            + " 00000001 31 0000",
        "Parse ~ 50 00000008 00 00 0000",
        "{StartupMessage: {parameters: [[lone]]}} ~ 0000000f 00030000 6c6f6e65 00 00 00",
      })
  void whatIsLeftOutIsEmptyOrZero(String message, String octets) {
    assertEquals(Bytes.ofHex(octets), ready(message).octets());
  }

  @Test
  void aTextThatStandsForAParameterIsItsName() {
    String message = "{StartupMessage: {parameters: [$text, [b, c]]}}";
    Scenario scenario = Scenarios.property("text: {text: 1..9}\n", STEPS.formatted(message));
    assertEquals(
        Bytes.ofHex("00000013 00030000 6c6f6e65 00 00 62 00 63 00 00"),
        ready(scenario, Map.of("text", "lone")).octets());
  }

  /** The octets of a message that a server sends. */
  private static Bytes octets(String message) {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                role: client
                steps:
                  - tell: app
                    to: connect
                  - accept: c
                  - send: c
                    messages: [%s]
                """
                    .formatted(message));
    SendStep send =
        (SendStep)
            scenario.steps().stream().filter(SendStep.class::isInstance).findFirst().orElseThrow();
    Login login = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Payloads(new CaseVariables(new Case(Map.of()), login), login)
        .of(send.payload())
        .octets();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{ReadyForQuery: {status: I}} ~ 5a 00000005 49",
        "{ReadyForQuery: {status: 73}} ~ 5a 00000005 49",
        "{ReadyForQuery: {status: 0x49}} ~ 5a 00000005 49",
        "{ErrorResponse: {fields: {S: E, C: '1'}}} ~ 45 0000000b 53 4500 43 3100 00",
        "{RowDescription: {columns: {x: 23}}} ~ 54 0000001a 0001 7800 00000000 0000 00000017"
            + " ffff ffffffff 0000",
        "{CopyInResponse: {format: 1, columnFormats: [1, 0]}} ~ 47 0000000b 01 0002 0001 0000",
        "{BackendKeyData: {processId: 1, secretKey: ff}} ~ 4b 00000009 00000001 ff",
      })
  void aFieldIsWrittenAsItsTypeIs(String message, String octets) {
    assertEquals(Bytes.ofHex(octets), octets(message));
  }
}
