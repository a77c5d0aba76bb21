package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.exchange.SetUp;
import pgconform.exchange.Verdict;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.Scenarios;

/** When what is blocked is explained. */
class BlockedResultsTest {
  private static Result result(String id, Verdict verdict) {
    return new Result(
        Scenarios.of(
            Scenarios.head("must").replace("TST-001", id)
                + "steps:\n  - open: c\n  - expect: c\n    messages: Closed\n"),
        "server",
        verdict,
        "it was so",
        new Result.Cases(1, true, 0, 1),
        verdict == Verdict.BLOCKED ? Set.of("ENC-001", "ENC-002") : Set.of(),
        List.of(),
        Optional.empty());
  }

  private static Verdict first(Result... results) {
    return BlockedResults.explained(List.of(results)).get(0).verdict();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"FAIL", "LENIENT", "ERROR"})
  void aBrokenRequirementExplains(Verdict verdict) {
    assertEquals(
        Verdict.BLOCKED, first(result("CAN-016", Verdict.BLOCKED), result("ENC-002", verdict)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"PASS", "INFO", "UNSUPPORTED", "UNDECIDED", "BLOCKED"})
  void anotherDoesNot(Verdict verdict) {
    Result blocked = result("CAN-016", Verdict.BLOCKED);
    assertEquals(Verdict.ERROR, first(blocked, result("ENC-002", verdict)));
    assertEquals(Verdict.ERROR, first(blocked, result("ENC-003", Verdict.FAIL)));
    Result unexplained = BlockedResults.explained(List.of(blocked)).get(0);
    assertEquals(
        "it was so; none of these requirements fails, so the cause is unknown",
        unexplained.message());
    assertEquals(CiGate.RED, unexplained.gate().gate());
  }

  @Test
  void whatNobodyJudgedIsWanted() {
    List<Result> results =
        List.of(result("CAN-016", Verdict.BLOCKED), result("ENC-002", Verdict.PASS));
    assertEquals(Set.of("ENC-001"), BlockedResults.explaining(results));
    assertEquals(Set.of(), BlockedResults.explaining(List.of(result("ENC-002", Verdict.FAIL))));
  }

  @Test
  void theRequirementsThatExplainExist() throws Exception {
    Set<String> unknown = new TreeSet<>(SetUp.allJudges());
    for (Role role : Role.values()) {
      ScenarioLibrary.load(role, null, List.of()).stream()
          .map(Scenario::id)
          .forEach(unknown::remove);
    }
    assertEquals(Set.of(), unknown);
    for (SetUp kind : SetUp.values()) {
      String session =
          switch (kind.name().replaceFirst("_.*", "")) {
            case "CLIENT" -> "CLI-015";
            case "PROXY" -> "PRX-022";
            default -> "AUT-001";
          };
      assertTrue(kind.judges().contains(session), kind.toString());
    }
  }
}
