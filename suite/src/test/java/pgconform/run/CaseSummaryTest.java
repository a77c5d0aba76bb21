package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.CaseResult;
import pgconform.exchange.SetUp;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.testing.Judged;

/** What single cases add up to, and when there are enough of them. */
class CaseSummaryTest {
  private static final Case VALUES = new Case(Map.of());

  private static CaseResult result(String verdict) {
    return new CaseResult(
        Verdict.valueOf(verdict),
        List.of("it was " + verdict),
        Optional.empty(),
        verdict.equals("BLOCKED") ? Optional.of(SetUp.TLS_SESSION) : Optional.empty(),
        new Transcript(),
        1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | UNDECIDED | the time budget ran out before its first case",
        "PASS | PASS | it was PASS",
        "PASS FAIL PASS | FAIL | it was PASS; it was FAIL",
        "INFO LENIENT | LENIENT | it was INFO; it was LENIENT",
        "FAIL UNDECIDED UNSUPPORTED | FAIL | it was FAIL; it was UNDECIDED; it was UNSUPPORTED",
        "UNSUPPORTED UNSUPPORTED | UNSUPPORTED | it was UNSUPPORTED",
        "PASS UNDECIDED | PASS | it was PASS; it was UNDECIDED",
        "PASS UNDECIDED UNDECIDED | UNDECIDED"
            + " | 2 of 3 cases were inconclusive: it was PASS; it was UNDECIDED",
        "UNDECIDED PASS UNSUPPORTED | PASS | it was UNDECIDED; it was PASS; it was UNSUPPORTED",
        "UNDECIDED UNSUPPORTED | UNDECIDED"
            + " | 1 of 2 cases were inconclusive: it was UNDECIDED; it was UNSUPPORTED",
        "BLOCKED UNSUPPORTED BLOCKED | BLOCKED | it was BLOCKED; it was UNSUPPORTED (see AUT-001,"
            + " AUT-004, BKD-002, BKD-003, ENC-001, ENC-002, ENC-018, ENC-026, PST-001, VER-001)",
        "BLOCKED PASS | PASS | 1 of 2 cases were blocked: it was BLOCKED; it was PASS",
        "BLOCKED UNDECIDED PASS | PASS"
            + " | 1 of 3 cases were blocked: it was BLOCKED; it was UNDECIDED; it was PASS",
        "BLOCKED FAIL | FAIL | 1 of 2 cases were blocked: it was BLOCKED; it was FAIL",
        "UNDECIDED UNDECIDED INFO | INFO | it was UNDECIDED; it was INFO",
      })
  void casesAddUp(String cases, Verdict verdict, String message) {
    CaseSummary summary = new CaseSummary();
    for (String each : cases == null ? new String[0] : cases.split(" ")) {
      summary.add(VALUES, result(each));
    }
    assertEquals(verdict, summary.verdict());
    assertEquals(message, summary.message());
  }

  @Test
  void onlyWhatIsWorseIsNews() {
    CaseSummary summary = new CaseSummary();
    assertFalse(summary.add(VALUES, result("PASS")));
    assertTrue(summary.add(VALUES, result("LENIENT")));
    assertFalse(summary.add(VALUES, result("UNDECIDED")), "it was not judged");
    assertFalse(summary.add(VALUES, result("LENIENT")), "that is known");
    assertTrue(summary.add(VALUES, result("FAIL")));
    assertEquals(Verdict.FAIL, summary.worst());
    assertEquals(5, summary.ran().size());
  }

  @Test
  void theFirstFailureEndsAScenarioWithoutTables() {
    StopRule rule =
        new StopRule(Deadline.in(Duration.ofMinutes(5)), new FailureTimeBudget(1), false);
    assertFalse(rule.stops(Verdict.LENIENT));
    assertTrue(rule.stops(Verdict.FAIL));
    assertTrue(rule.stops(Verdict.ERROR));
    assertTrue(
        new StopRule(Deadline.in(Duration.ZERO), new FailureTimeBudget(1), true)
            .stops(Verdict.PASS));
  }

  @Test
  void whatIsBlockedThreeTimesIsNotTriedAgain() {
    StopRule rule =
        new StopRule(Deadline.in(Duration.ofMinutes(5)), new FailureTimeBudget(1), true);
    CaseSummary summary = new CaseSummary();
    summary.add(VALUES, result("BLOCKED"));
    summary.add(VALUES, result("BLOCKED"));
    assertFalse(rule.stops(summary));
    summary.add(VALUES, result("BLOCKED"));
    assertTrue(rule.stops(summary));
    assertEquals(
        Set.of(
            "AUT-001", "AUT-004", "BKD-002", "BKD-003", "ENC-001", "ENC-002", "ENC-018", "ENC-026",
            "PST-001", "VER-001"),
        summary.explaining());
  }

  @Test
  void aTableGoesOnAfterAFailureButWaitsLess() {
    try (Judged judged = Judged.good()) {
      Subject.Server subject = judged.subject();
      StopRule rule =
          new StopRule(Deadline.in(Duration.ofMinutes(5)), new FailureTimeBudget(1), true);
      assertFalse(rule.stops(Verdict.PASS));
      assertSame(subject, rule.subject(subject));
      assertFalse(rule.stops(Verdict.FAIL));
      assertEquals(Duration.ofSeconds(1), rule.subject(subject).limit());
      assertTrue(rule.stops(Verdict.ERROR));
    }
  }
}
