package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Event;
import pgconform.scenario.Place;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;

/** Failures of the same kind have the same signature, whatever their words. */
class EvidenceTest {
  private static final Event RST = new Event.Closed(1, true, false);
  private static final Bytes KEY = Bytes.ofHex("0a0b0c0d");

  private record Row(Actual came, String signature, String words) {}

  static List<Row> rows() {
    ErrorResponse canceled = Rows.error("ERROR", "57014", "x C=00000");
    return List.of(
        new Row(new Actual.Seen(RST), "Closed", "Closed[RST]"),
        new Row(
            new Actual.Nothing(), "nothing, until the time limit", "nothing within the time limit"),
        new Row(Deviations.came(canceled), "ErrorResponse 57014", canceled.toString()),
        new Row(
            new Actual.Outcome("late", new Event.Received(1, canceled)),
            "late: ErrorResponse 57014",
            "late: " + canceled),
        new Row(error("57014", 'M'), "ErrorResponse", "ErrorResponse(M=\"57014\")"),
        new Row(error("5701\n4", 'C'), "ErrorResponse", "ErrorResponse(C=\"5701\\x0a4\")"),
        new Row(
            Deviations.came(new AuthenticationMD5Password(KEY)),
            "AuthenticationMD5Password",
            "AuthenticationMD5Password(salt=0a0b0c0d)"),
        new Row(new Actual.Refusal(Optional.of(RST), "it hung up"), "Closed", "it hung up"),
        new Row(
            new Actual.Refusal(Optional.empty(), "silence"),
            "nothing, until the time limit",
            "silence"),
        new Row(new Actual.Room(15), "room for #", "room for 15"),
        new Row(
            new KeyWeakness(KeyWeakness.Weakness.REPEATED_SECRET_KEY, "two are the same"),
            "repeated secret key",
            "two are the same"));
  }

  private static Actual error(String value, char code) {
    return Deviations.came(new ErrorResponse(List.of(new Field(code, value))));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isSignedByItsKindAndToldInWords(Row row) {
    assertEquals("victim: " + row.signature, Deviations.on("victim", row.came).signature());
    assertEquals(row.words, row.came.toString());
  }

  @Test
  void isLikeAnotherOfItsKindInTheSameStep() {
    Evidence here = at(12, new Actual.Seen(new Event.Closed(1, false, false)));
    assertTrue(here.isLike(at(12, new Actual.Seen(RST))));
    assertFalse(here.isLike(at(13, new Actual.Seen(RST))));
    assertFalse(here.isLike(at(12, new Actual.Nothing())));
  }

  private static Evidence at(int line, Actual came) {
    return new Evidence(new Place("file", line, 3), "victim", Deviations.expected("DataRow"), came);
  }

  @Test
  void theSentenceHidesNothingThatCame() {
    assertEquals("victim: expected Closed, got Closed[RST]", sentence("Closed"));
    assertEquals(
        "victim: expected " + "twelve words ".repeat(6) + "…, got Closed[RST]",
        sentence("twelve words ".repeat(10).strip()));
    assertEquals(
        "victim: expected " + "x".repeat(80) + " …, got Closed[RST]", sentence("x".repeat(81)));
    assertEquals(
        "victim: expected " + "x".repeat(80) + ", got Closed[RST]", sentence("x".repeat(80)));
    assertEquals(
        "victim: expected  " + "x".repeat(79) + " …, got Closed[RST]",
        sentence(" " + "x".repeat(80)));
  }

  @Test
  void whatWasRefusedIsNoThingThatCame() {
    Actual refusal = new Actual.Refusal(Optional.of(RST), "it hung up");
    assertEquals("victim: expected Closed, but it hung up", on(refusal).sentence());
    Actual harm = new TargetFailure(TargetFailure.Kind.REFUSES, "no answer", true);
    assertEquals(
        "victim: expected Closed, but it accepts no more connections: no answer",
        on(harm).sentence());
  }

  private static Evidence on(Actual came) {
    return Deviations.on("victim", came);
  }

  private static Evidence since(long waiting, Actual came) {
    return new Evidence(
        new Place("file", 12, 3),
        "victim",
        Deviations.expected("Closed"),
        came,
        waiting,
        500,
        Optional.empty());
  }

  @Test
  void aFailureIsVisibleWithTheEventThatShowsIt() {
    Evidence shown = since(100, new Actual.Seen(new Event.Closed(340, true, false)));
    assertEquals(340, shown.moment());
    assertEquals(240, shown.waited());
    Evidence silence = since(100, new Actual.Nothing());
    assertEquals(500, silence.moment(), "nothing shows it, so it is when it was certain");
    assertEquals(400, silence.waited());
    Evidence early = since(341, new Actual.Seen(new Event.Closed(340, true, false)));
    assertEquals(0, early.waited(), "what had come before is not waited for");
  }

  @Test
  void evidenceWithoutAWaitIsCertainNow() {
    long before = System.nanoTime();
    Evidence now = on(new Actual.Nothing());
    assertTrue(now.waiting() >= before && now.nanos() >= now.waiting());
    assertEquals(Optional.empty(), now.route());
  }

  @Test
  void onlyTheRouteIsAddedToEvidence() {
    Evidence silence = since(100, new Actual.Nothing());
    Evidence routed = silence.routed(Optional.of(CancelRoute.LOST));
    assertEquals(Optional.of(CancelRoute.LOST), routed.route());
    assertEquals(silence, routed.routed(Optional.empty()));
  }

  private static String sentence(String expected) {
    return new Evidence(
            new Place("file", 12, 3), "victim", Deviations.expected(expected), new Actual.Seen(RST))
        .sentence();
  }
}
