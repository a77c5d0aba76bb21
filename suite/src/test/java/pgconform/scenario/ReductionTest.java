package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be simpler in a step is said by its form. */
class ReductionTest {
  private static Scenario scenario(String steps) throws ScenarioException {
    String text =
        """
        id: TST-001
        title: A test
        area: test
        level: must
        source: none
        consequence: none
        for all:
          word: [a]
        steps:
          - start: s
            parameters: {application_name: $word}
        """;
    return Reading.scenario((text + steps.indent(2)).getBytes(StandardCharsets.UTF_8));
  }

  /** The simpler versions in prose, without the session that all begin with. */
  private static List<String> simpler(String steps) throws ScenarioException {
    return Reduction.simpler(scenario(steps), 100).stream().map(ReductionTest::told).toList();
  }

  private static String told(Scenario scenario) {
    return String.join("\n", Step.told(scenario.steps(), ""))
        .replaceAll(" answers? a query as before, and sends? nothing else first", "")
        .replaceAll("- start session s .*\n?", "")
        .replaceAll("start session (\\w) .*", "start $1");
  }

  @Test
  void fewerTimes() throws ScenarioException {
    assertEquals(
        List.of("- 1 times\n  - close s by fin", "- 2 times\n  - close s by fin"),
        simpler("- repeat: 3\n  steps: [{close: s}]\n").stream().distinct().toList());
  }

  @Test
  void withoutASessionAndWhatIsAboutIt() throws ScenarioException {
    assertEquals(
        List.of("- start t\n- t", "- s", "- start t", "- start t\n- s", "- start t\n- t"),
        simpler("- start: t\n- alive: [s, t]\n"));
  }

  @Test
  void withoutStepsThatChangeNothing() throws ScenarioException {
    assertEquals(
        List.of("- let 2ms pass", "- s\n- close s by fin", "- let 2ms pass\n- close s by fin"),
        simpler("- alive: s\n- delay: 2ms\n- close: s\n"));
  }

  @Test
  void insideBranchesAndCases() throws ScenarioException {
    assertEquals(
        List.of("- at the same time\n  after 0\n    - s\n  after 0"),
        simpler(
                """
                - together:
                    - steps: [{alive: s}]
                    - steps: [{alive: s}]
                """)
            .subList(0, 1));
    assertEquals(
        List.of("- depending on $word\n  where it is a"),
        simpler("- match: $word\n  cases: {a: [{alive: s}]}\n"));
  }

  @Test
  void bystandersMayGo() throws ScenarioException {
    List<Scenario> left =
        Reduction.withoutBystanders(
            scenario("- start: t\n- start: u\n- cancel: t\n- alive: [s, u]\n"), "s");
    assertEquals(1, left.size());
    assertEquals(4, left.get(0).steps().size());
    assertEquals(
        List.of("s"), ((AliveStep) left.get(0).steps().get(3)).names(), left.get(0).text());
  }
}
