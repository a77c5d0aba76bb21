package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;

class RepetitionsTest {
  private static CaseResult result(Verdict verdict) {
    return new CaseResult(
        verdict, List.of(), Optional.empty(), Optional.empty(), Transcript.none(), 1);
  }

  /** A run that says nothing is not one that has passed. */
  @Test
  void whatCouldNotBeJudgedIsCounted() {
    Repetitions one = Repetitions.ONE;
    assertTrue(one.and(result(Verdict.FAIL), true).always());
    Repetitions all =
        one.and(result(Verdict.FAIL), true)
            .and(result(Verdict.FAIL), false)
            .and(result(Verdict.UNDECIDED), false)
            .and(result(Verdict.ERROR), false)
            .and(result(Verdict.PASS), false);
    assertEquals(new Repetitions(2, 6, 1, 2), all);
    assertFalse(all.always());
    // What is recorded or lenient each time fails in that way.
    assertEquals(Repetitions.of(2, 2), one.and(result(Verdict.LENIENT), true));
  }
}
