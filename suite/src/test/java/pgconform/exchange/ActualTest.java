package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Event;
import pgconform.testing.Rows;
import pgconform.wire.CommandComplete;

/** What came instead: its kind, its words, and the event and the SQLSTATE that it holds. */
class ActualTest {
  private static final Event CANCELED =
      new Event.Received(7, Rows.error("ERROR", "57014", "canceled"));
  private static final Event FIN = new Event.Closed(8, false, false);

  private record Row(Actual came, String kind, String words) {}

  static List<Row> withoutAnEvent() {
    return List.of(
        new Row(new Actual.Room(3), "room for #", "room for 3"),
        new Row(new Actual.Said("octets", "12 octets"), "octets", "12 octets"),
        new Row(
            answered(ClientProgram.Kind.ERROR, "57014"),
            "answer ERROR 57014",
            "error 57014: the driver's words"),
        new Row(answered(ClientProgram.Kind.LOST, null), "answer LOST", "lost: the driver's words"),
        new Row(
            new Actual.ProgramEnded("it ended with exit status 1"),
            "the end of the program",
            "it ended with exit status 1"),
        new Row(
            new Actual.Answers(3, 2),
            "too few ReadyForQuery",
            "2 ReadyForQuery for 3 of these messages"),
        new Row(
            new Actual.Answers(3, 3),
            "too many ReadyForQuery",
            "3 ReadyForQuery for 3 of these messages"),
        new Row(
            new Actual.Answers(3, 4),
            "too many ReadyForQuery",
            "4 ReadyForQuery for 3 of these messages"),
        new Row(new Actual.Round("late and lost"), "late and lost", "late and lost"));
  }

  private static Actual answered(ClientProgram.Kind kind, String state) {
    return new Actual.Answered(
        new ClientProgram.Answer(kind, Optional.ofNullable(state), "the driver's words"));
  }

  @ParameterizedTest
  @MethodSource("withoutAnEvent")
  void whatIsNoEventHasAKindAndWordsAlone(Row row) {
    assertEquals(row.kind, row.came.kind());
    assertEquals(row.words, row.came.toString());
    assertEquals(Optional.empty(), row.came.telling());
    assertEquals(Optional.empty(), row.came.sqlState());
    assertFalse(row.came.isSilence());
  }

  static List<Actual> withAnError() {
    return List.of(
        new Actual.Seen(CANCELED),
        new Actual.Outcome("late", CANCELED),
        new Actual.Refusal(Optional.of(CANCELED), "it refused"));
  }

  @ParameterizedTest
  @MethodSource("withAnError")
  void anErrorThatCameIsShownWithItsState(Actual came) {
    assertEquals(Optional.of(CANCELED), came.telling());
    assertEquals(Optional.of("57014"), came.sqlState());
    assertFalse(came.isSilence());
  }

  static List<Actual> withoutAnError() {
    return List.of(
        new Actual.Seen(FIN),
        new Actual.Outcome("gone", FIN),
        new Actual.Refusal(Optional.of(FIN), "it hung up"));
  }

  @ParameterizedTest
  @MethodSource("withoutAnError")
  void anotherEventThatCameIsShownAndHasNoState(Actual came) {
    assertEquals(Optional.of(FIN), came.telling());
    assertEquals(Optional.empty(), came.sqlState());
    assertFalse(came.isSilence());
  }

  @Test
  void aMessageThatIsNoErrorHasNoState() {
    Event done = new Event.Received(9, new CommandComplete("SELECT 57014"));
    assertEquals(Optional.empty(), new Actual.Seen(done).sqlState());
    assertEquals("CommandComplete", new Actual.Seen(done).kind());
  }

  /** The kind must be the same on another day, whatever a server puts there. */
  @ParameterizedTest
  @CsvSource({
    "57P01, ErrorResponse 57P01",
    "57p01, ErrorResponse",
    "5701, ErrorResponse",
    "570141, ErrorResponse",
  })
  void onlyAProperStateIsPartOfTheKind(String state, String kind) {
    Actual came = new Actual.Seen(new Event.Received(1, Rows.error("ERROR", state, "x")));
    assertEquals(kind, came.kind());
    assertEquals(Optional.of(state), came.sqlState());
  }

  static List<Actual> silent() {
    return List.of(new Actual.Nothing(), new Actual.Refusal(Optional.empty(), "no answer"));
  }

  @ParameterizedTest
  @MethodSource("silent")
  void silenceIsShownByNoEvent(Actual came) {
    assertTrue(came.isSilence());
    assertEquals(Optional.empty(), came.telling());
    assertEquals(Optional.empty(), came.sqlState());
    assertEquals("nothing, until the time limit", came.kind());
  }

  @Test
  void theAbsenceOfAnEventIsSilence() {
    assertEquals(new Actual.Nothing(), Actual.of(Optional.empty()));
    assertEquals(new Actual.Seen(FIN), Actual.of(Optional.of(FIN)));
  }

  @Test
  void onlyTheBeginningOfALargeMessageIsKept() {
    Event large = new Event.Received(7, Rows.error("ERROR", "57014", "x".repeat(100_000)));
    Event begun = new Event.Received(7, Rows.error("ERROR", "57014", "x".repeat(1_000))).toShow();
    assertEquals(Optional.of(begun), new Actual.Seen(large).telling());
    assertEquals(Optional.of(begun), new Actual.Outcome("late", large).telling());
    assertEquals(Optional.of(begun), new Actual.Refusal(Optional.of(large), "no").telling());
    assertSame(CANCELED, new Actual.Seen(CANCELED).event(), "a small one is kept as it is");
  }
}
