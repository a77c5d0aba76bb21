package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** Limits that learn, and the time that failures may take. */
class RunBoundsTest {
  private static CaseResult result(Verdict verdict, Duration took, Optional<Evidence> evidence) {
    return new CaseResult(
        verdict, List.of(), evidence, Optional.empty(), Transcript.none(), took.toNanos());
  }

  @Test
  void aSilenceOfTheWholeLimitMakesTheNextOnesShorter() {
    try (Judged judged = Judged.good().within(Duration.ofSeconds(10))) {
      AdaptiveTimeout limits = new AdaptiveTimeout();
      for (int i = 0; i < 20; i++) {
        limits.add(result(Verdict.PASS, Duration.ofSeconds(1), Optional.empty()), judged.subject());
      }
      assertEquals(Duration.ofSeconds(10), limits.of(judged.subject()).limit());
      Evidence silence =
          new Evidence(
              Scenarios.steps("- start: a\n").place(),
              "a",
              Expected.Other.RUNNING_QUERY,
              new Actual.Nothing());
      limits.add(
          result(Verdict.FAIL, Duration.ofSeconds(11), Optional.of(silence)), judged.subject());
      assertEquals(Duration.ofSeconds(3), limits.of(judged.subject()).limit());
    }
  }

  @Test
  void whatIsNotAsRequiredMayTakeAsMuchAsTheRest() {
    FailureTimeBudget waste = new FailureTimeBudget(1);
    waste.plan(100);
    waste.add(result(Verdict.PASS, Duration.ofSeconds(1), Optional.empty()));
    waste.add(result(Verdict.FAIL, Duration.ofSeconds(129), Optional.empty()));
    assertFalse(waste.spent());
    waste.add(result(Verdict.UNDECIDED, Duration.ofSeconds(2), Optional.empty()));
    assertTrue(waste.spent());
  }
}
