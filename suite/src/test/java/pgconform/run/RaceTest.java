package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.exchange.RaceCounts;
import pgconform.exchange.Verdict;
import pgconform.scenario.RoundsStep;
import pgconform.scenario.Scenario;
import pgconform.scenario.Step;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** The rounds of all cases of a race are counted together. */
class RaceTest {
  private static final RoundsStep STEP =
      Step.all(
              Scenarios.steps(
                      """
                      - rounds: 10
                        offset: 0..24ms
                        steps:
                          - start: a
                          - delay: $offset
                      """)
                  .steps())
          .filter(RoundsStep.class::isInstance)
          .map(RoundsStep.class::cast)
          .findFirst()
          .orElseThrow();

  private static RaceCounts.Round round(long millis, String outcome) {
    return new RaceCounts.Round(millis * 1_000_000, outcome, outcome.equals("hit"));
  }

  private static Race of(List<RaceCounts.Round> one, List<RaceCounts.Round> other) {
    Race.Collector collector = new Race.Collector();
    collector.add(List.of(new RaceCounts(STEP, one, 0, 0, Optional.empty())));
    collector.add(List.of(new RaceCounts(STEP, other, 0, 0, Optional.empty())));
    return collector.races().get(0);
  }

  @Test
  void outcomesAreCountedByOffset() {
    Race race =
        of(
            List.of(round(0, "canceled"), round(9, "completed"), round(3, "canceled")),
            List.of(round(3, "completed"), round(20, "completed"), round(24, "hit")));
    assertEquals(6, race.rounds());
    assertEquals(1, race.violations());
    assertEquals(Map.of("canceled", 2, "completed", 3, "hit", 1), race.outcomes());
    assertEquals("completed", race.outcomes().keySet().iterator().next());
    assertEquals(
        List.of("0", "3", "9", "20", "23"),
        race.offsets().stream().map(o -> Long.toString(o.from() / 1_000_000)).toList());
    assertEquals(Map.of("canceled", 1, "completed", 1), race.offsets().get(1).outcomes());
  }

  @Test
  void aRaceWithoutARoundIsNotTold() {
    Race.Collector collector = new Race.Collector();
    collector.add(List.of(new RaceCounts(STEP, List.of(), 1, 1, Optional.empty())));
    assertEquals(List.of(), collector.races());
  }

  @Test
  void theRateOfAFailureIsThatOfItsRepetitions() {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: a
            - rounds: 5
              never: [one]
              steps:
                - start: b
                - send: b
                  messages: [{Query: select 1}]
                - expect: b
                  one of:
                    one: RowDescription DataRow["1"] CommandComplete ReadyForQuery
                    two: Closed
            """);
    try (Judged judged = Judged.good()) {
      Result result = Alone.run(scenario, judged, Options.of(7, Effort.DEFAULT, 1, true));
      assertEquals(Verdict.FAIL, result.verdict(), result::message);
      Race race = result.races().get(0);
      assertEquals(race.rounds(), race.violations());
      RaceCounts.Repeated repeated = race.repeated().orElseThrow();
      assertTrue(repeated.rounds() > 0, "it is repeated");
      assertEquals(
          Repetitions.of(1 + repeated.rounds(), 1 + repeated.rounds()),
          result.failure().orElseThrow().repeated());
    }
  }

  @Test
  void theWindowIsWhereRoundsDoNotEndAlike() {
    Race race =
        of(
            List.of(round(0, "canceled"), round(5, "completed"), round(6, "canceled")),
            List.of(round(2, "canceled"), round(8, "completed"), round(9, "completed")));
    assertEquals(Optional.of(new Race.Window(2_000_000, 8_000_000)), race.window());
    assertEquals(Optional.empty(), of(List.of(round(0, "a")), List.of(round(4, "a"))).window());
  }
}
