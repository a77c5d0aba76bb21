package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Verdict;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.report.MatrixText;
import pgconform.scenario.Scenario;
import pgconform.testing.Scenarios;

class MatrixTest {
  private static final VariableBounds SPACE =
      new VariableBounds(List.of(Transport.PLAIN, Transport.TLS), 4);

  private static Scenario scenario(String matrix) {
    return Scenarios.of(
        Scenarios.head("must")
            + """
            weight: 3
            matrix: %s
            for all:
              over: {transport: any}
              state: [idle, running, a longer one]
              number: {integer: 0..1000000}
            steps:
              - open: c
                over: $over
              - send: c
                messages: [{Query: "${state} ${number}"}]
              - expect: c
                messages: Closed
            """
                .formatted(matrix));
  }

  private static Result result(Scenario scenario, List<Matrix.Ran> ran) {
    return new Result(
        scenario,
        "t",
        Verdict.PASS,
        "",
        new Result.Cases(1, false, 0, 1),
        Set.of(),
        Matrix.of(scenario, ran),
        Optional.empty());
  }

  private static Matrix.Ran ran(Scenario scenario, String values, Verdict verdict) {
    return new Matrix.Ran(Cases.parse(scenario, values).value(), verdict);
  }

  @Test
  void rowsAndColumnsAreAligned() {
    Scenario scenario = scenario("[over, state]");
    List<Matrix.Ran> ran =
        List.of(
            ran(scenario, "over=tls, state=idle, number=1", Verdict.PASS),
            ran(scenario, "over=tls, state=idle, number=2", Verdict.PASS),
            ran(scenario, "over=plain, state=a longer one, number=1", Verdict.FAIL),
            ran(scenario, "over=plain, state=a longer one, number=2", Verdict.PASS),
            ran(scenario, "over=plain, state=running, number=2", Verdict.INFO));
    assertEquals(
        List.of(
            "over \\ state  idle   running  a longer one",
            "plain            .  info 1/1      fail 1/2",
            "tls              2         .             ."),
        MatrixText.lines(result(scenario, ran)));
  }

  @Test
  void thereMayBeSeveralTables() {
    Scenario scenario = scenario("[[over, state], [state, over]]");
    List<Matrix.Ran> ran = List.of(ran(scenario, "over=tls, state=idle, number=1", Verdict.PASS));
    assertEquals(2, result(scenario, ran).matrix().size());
    assertEquals(List.of(), Matrix.of(scenario, List.of()));
  }

  @Test
  void theFirstTableIsFilledAsFarAsItGoes() {
    Scenario scenario = scenario("[over, state]");
    for (int seed = 0; seed < 50; seed++) {
      Set<String> cells = new HashSet<>();
      List<Cases.Candidate> cases = Cases.plan(scenario, SPACE, seed, 2).cases();
      assertEquals(6, cases.size());
      cases.forEach(c -> cells.add(c.value().label("over") + c.value().label("state")));
      // Each word is shown first: three cases at most, of six cells.
      assertTrue(cells.size() >= 5, "seed " + seed + ": " + cells);
    }
  }

  @Test
  void aTableHasTwoVariablesThatExist() {
    List<String> wrong =
        new ArrayList<>(List.of("[over]", "[over, over]", "[over, stat]", "[over, state, number]"));
    for (String matrix : wrong) {
      assertThrows(IllegalArgumentException.class, () -> scenario(matrix), matrix);
    }
  }
}
