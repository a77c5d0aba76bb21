package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pgconform.testing.Scenarios;

/** In which order requirements are judged. */
class RoundTest {
  private static final String OTHER = "steps:\n  - start: a\n  - alive: a\n";

  private static final String RACE =
      """
      given:
        - start: a
      steps:
        - rounds: 9
          never: [two]
          steps:
            - alive: a
            - send: a
              messages: [Sync]
            - expect: a
              one of:
                one: ReadyForQuery[idle]
                two: ReadyForQuery[failed]
      """;

  /** {@code .} stands for a requirement, {@code R} for a race. */
  private static String spread(int others, int races) {
    List<RunPlan.Requirement> all = new ArrayList<>();
    IntStream.range(0, others).forEach(i -> all.add(requirement("AAA-%03d".formatted(i), OTHER)));
    IntStream.range(0, races).forEach(i -> all.add(requirement("RAC-%03d".formatted(i), RACE)));
    List<RunPlan.Requirement> spread = Round.spread(all);
    assertEquals(all, spread.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList());
    return spread.stream()
        .map(each -> each.scenario().races() ? "R" : ".")
        .collect(Collectors.joining());
  }

  private static RunPlan.Requirement requirement(String id, String steps) {
    return new RunPlan.Requirement(
        id, Scenarios.of(Scenarios.head("must").replace("TST-001", id) + steps), 1);
  }

  @Test
  void racesBeginBesideTheOthers() {
    assertEquals("R..R..R......", spread(10, 3));
    assertEquals("R...........", spread(11, 1));
    assertEquals("...", spread(3, 0));
    assertEquals("R.RRR", spread(1, 4));
    assertEquals("RR", spread(0, 2));
  }
}
