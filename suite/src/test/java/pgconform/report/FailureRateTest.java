package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureRateTest {
  private static String rate(int failed, int runs, int otherwise, int unjudged) {
    return new Finding.Failure(
            "", "", "", "", "", "", failed, runs, otherwise, unjudged, 1, "", List.of(), List.of(),
            null, "", null, null)
        .rate();
  }

  @Test
  void aRunThatSaysNothingIsNotOneThatHasPassed() {
    assertEquals("3 of 3 runs", rate(3, 3, 0, 0));
    assertEquals("2 of 3 runs", rate(2, 3, 0, 0));
    assertEquals("2 of 3 runs; 1 could not be judged", rate(2, 3, 0, 1));
    assertEquals("1 of 3 runs; 1 failed in another way; 1 could not be judged", rate(1, 3, 1, 1));
  }
}
