package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a race. */
class RacingTest {
  @ParameterizedTest
  @CsvSource({"0, 0.0% to 6.0%", "18, 18.8% to 43.2%", "60, 94.0% to 100.0%"})
  void aNumberHasItsConfidence(int hits, String limits) {
    assertEquals(
        hits
            + " of 60 next queries came before a cancel that takes effect 5ms after its"
            + " CancelRequest; with 95% confidence, such a cancel hits "
            + limits
            + " of them",
        Racing.told(hits, 60, "5ms"));
  }
}
