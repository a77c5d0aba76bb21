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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.TellStep;
import pgconform.testing.ClientFault;
import pgconform.testing.Judged;
import pgconform.testing.OddClient;
import pgconform.testing.Scenarios;
import pgconform.testing.ScriptedClient;
import pgconform.testing.TestCertificate;

/** A cancel that takes effect late hits the next query of who does not wait, and of nobody else. */
class RacingTest {
  private static final Duration AGES = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({"0, 0.0% to 6.0%", "18, 18.8% to 43.2%", "60, 94.0% to 100.0%"})
  void aNumberHasItsConfidence(int hits, String limits) {
    assertEquals(
        hits
            + " of 60 next queries came before a cancel that takes effect 5ms after its"
            + " CancelRequest; with 95% confidence, such a cancel hits "
            + limits
            + " of them",
        Racing.told(hits, 60, "5ms"));
  }

  /** What comes of two rounds. */
  private static CaseResult run(
      ClientProgram client, Duration late, boolean counted, Duration limit) {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                role: client
                given:
                  - tell: app
                    to: connect
                  - admit: session
                  - told: app
                    of: connect
                    is: ok
                steps:
                  - race: app
                    on: session
                    rounds: 2
                    late: %dms
                    counted: %b
                """
                    .formatted(late.toMillis(), counted));
    Subject.Client subject =
        new Subject.Client(
            new Subject.Facts("scripted", Profile.PROTOCOL, Set.of(), Optional.empty(), limit),
            () -> client,
            new ServerTls(TestCertificate.server()),
            Path.of("unused"));
    return new Exchange(scenario, subject).run(new Case(Map.of()));
  }

  private static CaseResult run(ClientProgram client, Duration late, boolean counted) {
    return run(client, late, counted, Judged.PATIENT);
  }

  private static ClientProgram with(ClientFault fault) {
    return new ScriptedClient(fault);
  }

  /** What the program was told, and what it has answered, in a short form. */
  private static String lines(CaseResult result, Transcript.Kind kind) {
    return result.transcript().entries().stream()
        .filter(entry -> entry.kind() == kind)
        .flatMap(entry -> entry.texts().stream())
        .filter(text -> !text.startsWith("connect"))
        .collect(Collectors.joining("; "));
  }

  @Test
  void whoWaitsIsNotHit() {
    CaseResult result = run(with(ClientFault.NONE), Duration.ofMillis(30), true);
    assertEquals(Verdict.INFO, result.verdict(), result::toString);
    assertEquals(List.of(Racing.told(0, 2, "30ms")), result.says());
    String round = "query app: select 1; cancel app; query app: select 1";
    assertEquals(round + "; " + round, lines(result, Transcript.Kind.TOLD));
    assertFalse(lines(result, Transcript.Kind.ANSWERED).contains("error"), "none is canceled");
    assertEquals(Verdict.PASS, run(with(ClientFault.NONE), Duration.ofMillis(1), false).verdict());
  }

  @Test
  void theNextQueryOfWhoDoesNotWaitIsHit() {
    CaseResult result = run(with(ClientFault.DOES_NOT_WAIT), AGES, true);
    assertEquals(Verdict.INFO, result.verdict(), result::toString);
    assertEquals(List.of(Racing.told(2, 2, "60000ms")), result.says());
    assertEquals(3, lines(result, Transcript.Kind.ANSWERED).split("57014", -1).length, "two are");
    CaseResult required = run(with(ClientFault.DOES_NOT_WAIT), AGES, false);
    assertEquals(Verdict.FAIL, required.verdict(), required::toString);
    assertEquals(
        "session: expected the next query after the end of the cancel's connection, got the next"
            + " query, before that",
        required.evidence().orElseThrow().sentence());
    assertEquals(
        "query app: select 1; cancel app; query app: select 1",
        lines(required, Transcript.Kind.TOLD));
  }

  @Test
  void whatADriverSendsOnItsOwnAccountIsNotTheNextQuery() {
    OddClient late = OddClient.waiting().thenAsking("rollback");
    assertEquals(List.of(Racing.told(0, 2, "30ms")), run(late, Duration.ofMillis(30), true).says());
    OddClient early = OddClient.leaving().thenAsking("rollback");
    assertEquals(List.of(Racing.told(2, 2, "60000ms")), run(early, AGES, true).says());
  }

  private static Evidence broken(ClientProgram client, Duration late, Duration limit) {
    CaseResult result = run(client, late, true, limit);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    return result.evidence().orElseThrow();
  }

  @Test
  void aProgramThatAsksAgainOnItsOwnDoesNotAnswer() {
    OddClient client = OddClient.waiting().thenAsking(TellStep.USUAL_QUERY);
    Evidence evidence = broken(client, Duration.ofMillis(30), Judged.IMPATIENT);
    assertEquals(
        "app: expected an answer to query, got nothing within the time limit", evidence.sentence());
  }

  @Test
  void nobodyWaitsForTheEffectOnceTheProgramHasEnded() {
    OddClient client = OddClient.waiting().endingWithAQuery();
    Evidence evidence = broken(client, AGES, Judged.PATIENT);
    assertEquals("app: expected an answer to cancel, got it has ended", evidence.sentence());
  }

  @ParameterizedTest
  @CsvSource({"SILENCE, nothing within the time limit", "END, Closed", "SESSION, StartupMessage"})
  void whatComesIsACancelRequest(OddClient.Cancel how, String came) {
    Evidence evidence = broken(OddClient.canceling(how), AGES, Judged.IMPATIENT);
    assertEquals("cancel", evidence.connection());
    assertEquals("CancelRequest", evidence.expected().toString());
    assertTrue(evidence.came().toString().startsWith(came), evidence::sentence);
  }
}
