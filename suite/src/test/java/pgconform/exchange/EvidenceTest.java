package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Place;

/** Failures of the same kind have the same signature. */
class EvidenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Closed[RST]                                   ~ 12:Closed",
        "ErrorResponse(S=ERROR, M=[x])                 ~ 12:ErrorResponse",
        "Closed[a(b)]                                  ~ 12:Closed",
        "nothing, until the time limit                 ~ 12:nothing, until the time limit",
        "keys follow in steps: [1, 2]                  ~ 12:keys follow in steps:",
        "(odd)                                         ~ 12:",
      })
  void signature(String came, String signature) {
    Evidence evidence = new Evidence(new Place("file", 12, 3), "victim", "anything", came);
    assertEquals(signature, evidence.signature());
  }
}
