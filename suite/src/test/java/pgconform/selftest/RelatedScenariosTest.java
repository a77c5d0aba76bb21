package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

class RelatedScenariosTest {
  @ParameterizedTest
  @CsvSource({
    // The same area; a scenario of another one that cancels; one that does not.
    "cancel-ignored, CAN-001, true",
    "cancel-ignored, CST-001, true",
    "cancel-ignored, FRM-003, false",
    // What starts and answers sessions hangs together.
    "key-late, STA-003, true",
    "key-late, FRM-003, false",
    "ssl-closed, ENC-002, true",
    // The extended query protocol: its own scenarios, others that use it, others that do not.
    "flush-ignored, EXQ-001, true",
    "row-limit-ignored, CST-018, true",
    "row-limit-ignored, CST-001, false",
    "statements-committed-one-by-one, EXQ-011, true",
    "negotiation-silent, TRM-001, false",
  })
  void relation(String fault, String scenario, boolean related) throws Exception {
    Fault broken =
        Faults.all().stream().filter(f -> f.name().equals(fault)).findFirst().orElseThrow();
    Scenario judging =
        ScenarioLibrary.load(null, List.of()).stream()
            .filter(s -> s.id().equals(scenario))
            .findFirst()
            .orElseThrow();
    assertEquals(related, new RelatedScenarios().areRelated(broken, judging));
  }
}
