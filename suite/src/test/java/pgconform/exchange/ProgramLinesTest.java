package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.testing.ClientFault;
import pgconform.testing.Scenarios;
import pgconform.testing.ScriptedClient;
import pgconform.testing.TestCertificate;

/** What a client program is told and answers is part of the exchange of a case. */
class ProgramLinesTest {
  private static final String SESSION =
      """
      id: CLI-999
      title: A query is answered
      area: client
      role: client
      level: must
      source: [Start-up]
      consequence: queries are not answered
      steps:
        - tell: app
          to: connect
        - admit: session
        - told: app
          of: connect
          is: ok
        - tell: app
          to: query
        - running: session
      """;

  private static final String UNANSWERED =
      """
        - told: app
          of: query
          is: ok
      """;

  private static CaseResult run(String steps) {
    Subject.Client client =
        new Subject.Client(
            new Subject.Facts(
                "scripted", Profile.PROTOCOL, Set.of(), Optional.empty(), Duration.ofSeconds(2)),
            () -> new ScriptedClient(ClientFault.NONE),
            new ServerTls(TestCertificate.server()),
            Path.of("unused"));
    Scenario scenario = Scenarios.of(SESSION + steps);
    return new Exchange(scenario, client).run(new Case(Map.of()));
  }

  private static List<String> lines(CaseResult result) {
    return result.transcript().entries().stream()
        .filter(entry -> entry.connection().equals(Transcript.PROGRAM))
        .map(entry -> entry.kind() + " " + String.join("; ", entry.texts()))
        .map(line -> line.replaceFirst(":\\d+/app", ":PORT/app").replaceFirst("[\\d.]+ s$", "N s"))
        .toList();
  }

  @Test
  void commandsAndAnswersStandBetweenTheMessages() {
    CaseResult result = run("  - reply: session\n" + UNANSWERED);
    assertEquals(Verdict.PASS, result.verdict());
    assertEquals(
        List.of(
            "TOLD connect app: postgresql://app:****@127.0.0.1:PORT/app?sslmode=disable",
            "ANSWERED connect app: ok",
            "TOLD query app: select 1",
            "ANSWERED query app: ok"),
        lines(result));
    String all = result.transcript().entries().toString();
    assertFalse(all.contains("sesame"), all);
  }

  @Test
  void anAnswerThatIsMissingIsRemarked() {
    CaseResult result = run(UNANSWERED);
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(lines(result).contains("NOTE query app: no answer after N s"), result::toString);
  }

  @Test
  // It is this answer that is meant, not one with the same words.
  @SuppressWarnings("ReferenceEquality")
  void theAnswerThatFailsIsTheOneThatCame() {
    CaseResult result = run("  - reply: session\n    error: \"57014\"\n" + UNANSWERED);
    assertEquals(Verdict.FAIL, result.verdict());
    ClientProgram.Answer came = ((Actual.Answered) result.evidence().orElseThrow().came()).answer();
    assertTrue(
        result.transcript().entries().stream()
            .flatMap(entry -> entry.items().stream())
            .anyMatch(item -> item instanceof ProgramLine.Answered line && line.answer() == came));
    assertEquals("app: answer ERROR 57014", result.evidence().orElseThrow().signature());
  }
}
