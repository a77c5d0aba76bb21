package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Place;

/** Failures of the same kind have the same signature. */
class EvidenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Closed[RST]                                   ~ victim: Closed",
        "ErrorResponse(S=ERROR, M=[x])                 ~ victim: ErrorResponse",
        "late: ErrorResponse(S=ERROR, V=ERROR, C=57014) ~ victim: late: ErrorResponse 57014",
        "Closed[a(b)]                                  ~ victim: Closed",
        "nothing, until the time limit                 ~ victim: nothing, until the time limit",
        "keys follow in steps: [1, 2]                  ~ victim: keys follow in steps:",
        "two of 30 sessions have the same secret key a0 ~ victim: two of # sessions have the same secret key #",
        "(odd)                                         ~ victim:",
      })
  void signature(String came, String signature) {
    Evidence evidence = new Evidence(new Place("file", 12, 3), "victim", "anything", came);
    assertEquals(signature, evidence.signature());
  }

  @Test
  void aLongTextIsCut() {
    Place place = new Place("file", 12, 3);
    String longest = "x".repeat(120);
    assertEquals("c: " + longest, new Evidence(place, "c", "anything", longest).signature());
    String longer = new Evidence(place, "c", "anything", longest + "y").signature();
    assertEquals("c: " + longest + "…", longer);
  }

  @Test
  void theStepCountsOnlyForTheSpot() {
    Evidence here = new Evidence(new Place("file", 12, 3), "victim", "anything", "Closed[FIN]");
    Evidence there = new Evidence(new Place("file", 13, 3), "victim", "anything", "Closed[RST]");
    assertEquals(here.signature(), there.signature());
    assertNotEquals(here.spot(), there.spot());
    assertEquals("12 victim: Closed", here.spot());
  }

  @Test
  void theSentenceHidesNothingThatCame() {
    Place place = new Place("file", 12, 3);
    assertEquals(
        "victim: expected Closed, came DataRow",
        new Evidence(place, "victim", "Closed", "DataRow").sentence());
    String words = "twelve words ".repeat(10).strip();
    assertEquals(
        "victim: expected " + "twelve words ".repeat(6) + "…, came " + words,
        new Evidence(place, "victim", words, words).sentence());
    assertEquals(
        "victim: expected " + "x".repeat(80) + " …, came DataRow",
        new Evidence(place, "victim", "x".repeat(81), "DataRow").sentence());
    assertEquals(
        "victim: expected " + "x".repeat(80) + ", came DataRow",
        new Evidence(place, "victim", "x".repeat(80), "DataRow").sentence());
    assertEquals(
        "victim: expected  " + "x".repeat(79) + " …, came DataRow",
        new Evidence(place, "victim", " " + "x".repeat(80), "DataRow").sentence());
  }
}
