package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is said of a case that cannot be judged. */
class CannotJudgeTest {
  @Test
  void theFailureOfWhatTheSuiteNeedsIsAnError() {
    CannotJudgeException told = new CannotJudgeException(new IOException("no lock"));
    assertEquals("no lock", told.getMessage());
    assertEquals(Verdict.ERROR, told.verdict);
  }

  @Test
  void aFailureWithoutWordsHasItsName() {
    CannotJudgeException told = new CannotJudgeException(new IOException());
    assertEquals("java.io.IOException", told.getMessage());
    assertEquals(Verdict.ERROR, told.verdict);
  }
}
