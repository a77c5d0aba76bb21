package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.Fault;
import pgconform.testing.Judged;

/** A missing key is a matter of profile; a lie about keys is a failure in every profile. */
class KeyDataTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  private static List<CaseResult> judge(Judged judged, String id) throws Exception {
    Scenario scenario =
        ScenarioLibrary.load(SCENARIOS, List.of()).stream()
            .filter(s -> s.id().equals(id))
            .findFirst()
            .orElseThrow();
    Subject.Server subject = judged.subject();
    VariableBounds space = new VariableBounds(subject.transports(), subject.keySize());
    Exchange exchange = new Exchange(scenario, subject);
    return Cases.plan(scenario, space, 5, 4).cases().stream()
        .map(candidate -> exchange.run(candidate.value()))
        .toList();
  }

  private static Verdict worst(List<CaseResult> results) {
    return results.stream().map(CaseResult::verdict).max(Verdict::compareTo).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "EMPTY_KEY, BKD-004",
    "LONG_KEY_UNDER_3_0, BKD-004",
    "SHORT_KEY_UNDER_3_0, BKD-004",
    "ENDLESS_KEY_UNDER_3_2, BKD-004",
    "LONG_KEY_UNDER_3_0, BKD-005",
    "CONSTANT_KEY, BKD-007",
    "CONSTANT_KEY, SEC-001",
    "CONSTANT_KEY_DATA, BKD-007",
    "COUNTED_KEYS, SEC-001",
    "KEY_DATA_TWICE, BKD-002",
    "KEY_DATA_AFTER_QUERIES, BKD-002",
    "KEY_DATA_BEHIND_READY_FOR_QUERY, BKD-003",
    "KEY_OUTLIVES_SESSION, CAN-026",
    "PROCESS_0_IS_EVERYBODY, CAN-007",
    "PROCESS_0_IS_EVERYBODY, CAN-007b",
  })
  void lies(Fault fault, String id) throws Exception {
    for (Profile profile : Profile.values()) {
      try (Judged judged = Judged.with(fault).as(profile)) {
        List<CaseResult> results = judge(judged, id);
        assertEquals(Verdict.FAIL, worst(results), profile.toString());
        assertTrue(results.stream().noneMatch(r -> r.verdict() == Verdict.ERROR));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BKD-001", "BKD-003", "BKD-004", "BKD-007", "SEC-001", "CAN-026", "CAN-007b"})
  void truth(String id) throws Exception {
    try (Judged judged = Judged.good()) {
      assertEquals(Verdict.PASS, worst(judge(judged, id)), id);
    }
  }

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, FAIL", "PROTOCOL, LENIENT", "POOLER, LENIENT"})
  void withoutKeys(Profile profile, Verdict verdict) throws Exception {
    try (Judged judged = Judged.with(Fault.NO_KEY_DATA).as(profile)) {
      assertEquals(verdict, worst(judge(judged, "BKD-001")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CAN-002", "CAN-026", "BKD-002", "BKD-004", "BKD-007", "SEC-001"})
  void whatNeedsKeysIsUnsupportedWithoutThem(String id) throws Exception {
    try (Judged judged = Judged.with(Fault.NO_KEY_DATA)) {
      for (CaseResult result : judge(judged, id)) {
        assertEquals(Verdict.UNSUPPORTED, result.verdict(), result.says().toString());
        assertEquals(
            List.of("the server sent no BackendKeyData"), result.says().stream().limit(1).toList());
      }
    }
  }

  @Test
  void zerosAreHarmlessWithoutKeys() throws Exception {
    try (Judged judged = Judged.with(Fault.NO_KEY_DATA)) {
      assertEquals(Verdict.PASS, worst(judge(judged, "CAN-007b")));
    }
  }

  @Test
  void aKeyUnderThreeTwoOnlyIsJudgedThere() throws Exception {
    // Sessions of 3.0 have none; those of 3.2 have one that is far too long.
    try (Judged judged = Judged.with(Fault.ENDLESS_KEY_ONLY_UNDER_3_2)) {
      assertEquals(Verdict.FAIL, worst(judge(judged, "BKD-004")));
      assertEquals(Verdict.LENIENT, worst(judge(judged, "BKD-001")));
    }
  }
}
