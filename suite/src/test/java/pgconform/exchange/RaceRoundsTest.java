package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pgconform.scenario.RaceEffort;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** Rounds of a race are counted; what breaks the requirement is repeated. */
class RaceRoundsTest {
  private static Scenario rounds(String fields, String second) {
    return Scenarios.of(
        Scenarios.head("must")
            + """
            given:
              - start: a
            steps:
              - rounds: 12
            %s    steps:
                  - send: a
                    messages: [{Query: select 1}]
                  - expect: a
                    one of:
                      one: RowDescription DataRow["1"] CommandComplete ReadyForQuery
                      two: RowDescription DataRow["2"] CommandComplete ReadyForQuery
                  - send: a
                    messages: [{Query: select 2}]
                  - expect: a
                    messages: %s
            """
                .formatted(fields.indent(4), second));
  }

  private static CaseResult run(Scenario scenario) {
    return Runs.on(Judged.good(), scenario);
  }

  private static final String TWO = "RowDescription DataRow[\"2\"] CommandComplete ReadyForQuery";

  @Test
  void outcomesAreCounted() {
    CaseResult result = run(rounds("offset: 0..1ms", TWO));
    assertEquals(Verdict.PASS, result.verdict(), result.toString());
    RaceCounts counts = result.races().get(0);
    assertEquals(12, counts.rounds().size());
    assertEquals(0, counts.violations());
    assertTrue(counts.rounds().stream().allMatch(r -> r.outcome().equals("one")));
    assertTrue(counts.rounds().stream().map(RaceCounts.Round::offset).distinct().count() > 6);
  }

  @Test
  void aViolationIsRepeatedFromWhatIsGiven() {
    CaseResult result = run(rounds("never: [one]", TWO));
    assertEquals(Verdict.FAIL, result.verdict(), result.toString());
    assertEquals("a round: one", result.evidence().orElseThrow().signature());
    RaceCounts counts = result.races().get(0);
    assertEquals(counts.rounds().size(), counts.violations());
    RaceCounts.Repeated repeated = counts.repeated().orElseThrow();
    assertEquals(repeated.rounds(), repeated.violations());
    // On a busy machine the time for repetitions may be over before.
    assertTrue(repeated.rounds() > 0 && repeated.rounds() <= 30, repeated.toString());
  }

  @Test
  void aMessageTooManyBreaksARule() {
    String early = "RowDescription";
    CaseResult result = run(rounds("", early));
    assertEquals(Verdict.FAIL, result.verdict(), result.toString());
    assertTrue(result.evidence().orElseThrow().expected().toString().startsWith("one Ready"));
    CaseResult excepted = run(rounds("except: [answered]", early));
    assertEquals(Verdict.FAIL, excepted.verdict(), "the next round is out of step");
  }

  @Test
  void aRaceThatIsNotSeenIsSaidToBe() {
    CaseResult result = run(rounds("at least: {two: 20}", TWO));
    assertEquals(Verdict.UNDECIDED, result.verdict());
    assertEquals(
        List.of("this run is deaf to the race: two in 0 of 12 rounds, which takes 20 % of them"),
        result.says());
    assertEquals(Verdict.PASS, run(rounds("at least: {one: 100}", TWO)).verdict());
  }

  @Test
  void effortChangesTheNumberOfRounds() {
    assertEquals(12, Sampling.USUAL.rounds(12));
    assertEquals(75, new Sampling(RaceEffort.WHOLE, 4, Duration.ofSeconds(8), 1).rounds(300));
    assertEquals(30, new Sampling(RaceEffort.TENTH, 1, Duration.ofSeconds(8), 1).rounds(300));
    assertEquals(750, new Sampling(RaceEffort.DEEP, 20, Duration.ofSeconds(8), 1).rounds(300));
    assertEquals(500, new Sampling(RaceEffort.DEEP, 20, Duration.ofSeconds(8), 1).rounds(60));
    assertEquals(1, new Sampling(RaceEffort.TENTH, 4, Duration.ofSeconds(8), 1).rounds(3));
  }

  @Test
  void onlyTheLastRoundIsKept() {
    CaseResult result = run(rounds("", TWO));
    String queries =
        result.transcript().entries().stream()
            .flatMap(entry -> entry.texts().stream())
            .filter(text -> text.contains("select 1"))
            .collect(Collectors.joining(" "));
    assertTrue(queries.split("select 1", -1).length <= 2, queries);
  }

  @Test
  void outcomesThatNoRoundMayHaveTogetherBreakTheRequirement() {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: a
            - rounds: 1
              never: [one + more]
              steps:
                - send: a
                  messages: [{Query: select 1}, {Query: select 2}]
                - expect: a
                  one of: {one: RowDescription DataRow CommandComplete ReadyForQuery, two: Closed}
                - expect: a
                  one of: {more: RowDescription DataRow CommandComplete ReadyForQuery, less: Closed}
            """);
    Evidence evidence = run(scenario).evidence().orElseThrow();
    assertEquals("a round", evidence.connection());
    assertEquals("one + more", evidence.came().toString());
  }
}
