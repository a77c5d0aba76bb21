package pgconform.start;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {
  @ParameterizedTest
  @CsvSource({"1.8, 8", "11, 11", "17, 17", "25, 25", "27-ea, 17"})
  void aReleaseHasANumber(String version, int number) {
    assertEquals(number, Start.major(version));
  }
}
