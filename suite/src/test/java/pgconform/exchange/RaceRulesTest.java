package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.scenario.Place;
import pgconform.scenario.RaceRule;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Flush;
import pgconform.wire.FunctionCall;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Side;
import pgconform.wire.StartupMessage;
import pgconform.wire.Sync;

/** What was seen in a round keeps the rules of races, or breaks one. */
class RaceRulesTest {
  private static final BackendKeyData KEY = new BackendKeyData(7, Bytes.ofHex("01020304"));
  private static final BackendKeyData OTHER = new BackendKeyData(8, Bytes.ofHex("05060708"));
  private static final ErrorResponse CANCELED = ErrorResponse.of("ERROR", "57014", "canceled");

  private final List<Transcript.Entry> entries = new ArrayList<>();

  private void sent(String connection, Message message) {
    add(connection, Transcript.Kind.SENT, Optional.of(Side.FRONTEND), message);
  }

  private void came(String connection, Message message) {
    add(connection, Transcript.Kind.RECEIVED, Optional.of(Side.BACKEND), message);
  }

  private void closed(String connection) {
    add(
        connection,
        Transcript.Kind.NOTE,
        Optional.empty(),
        new TransportNote.EndedByPeer(Side.BACKEND, new Event.Closed(0, false, false)));
  }

  private void add(String connection, Transcript.Kind kind, Optional<Side> side, Object item) {
    entries.add(
        new Transcript.Entry(entries.size(), connection, kind, side, List.of(item), Bytes.EMPTY));
  }

  private void cancel(String connection, BackendKeyData key) {
    sent(connection, new CancelRequest(key.processId(), key.secretKey()));
  }

  /** The rule that is broken, with the connection on which it is; else nothing. */
  private String broken(RaceRule... except) {
    try {
      new RaceRules(new Place("a.yaml", 1, 1), Arrays.asList(except), 0)
          .check(Map.of("victim", KEY, "other", OTHER), entries);
      return "";
    } catch (RequirementFailedException e) {
      return e.evidence.connection() + " " + ((Expected.OfRace) e.evidence.expected()).rule();
    }
  }

  @Test
  void aCancelMayHitTheQueryThatIsRunning() {
    sent("victim", new Query("a"));
    cancel("cancel", KEY);
    came("victim", CANCELED);
    came("victim", new ReadyForQuery('I'));
    closed("cancel");
    assertEquals("", broken());
  }

  @Test
  void untilItsConnectionHasClosedItMayHitTheNextOne() {
    cancel("cancel", KEY);
    sent("victim", new Query("a"));
    closed("cancel");
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void afterThatItMayNot() {
    cancel("cancel", KEY);
    closed("cancel");
    sent("victim", new Query("a"));
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
    assertEquals("", broken(RaceRule.FENCE));
  }

  @Test
  void whatWasSentBeforeTheCloseMayBeHitBehindAnAnswer() {
    sent("victim", new Query("a"));
    sent("victim", new Query("b"));
    cancel("cancel", KEY);
    closed("cancel");
    came("victim", new ReadyForQuery('I'));
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void oneCancelHitsOnce() {
    sent("victim", new Query("a"));
    sent("victim", new Query("b"));
    cancel("cancel", KEY);
    came("victim", CANCELED);
    came("victim", new ReadyForQuery('I'));
    came("victim", CANCELED);
    assertEquals("victim ONCE", broken());
  }

  @Test
  void twoCancelsMayHitTwice() {
    sent("victim", new Query("a"));
    sent("victim", new Query("b"));
    cancel("cancel1", KEY);
    cancel("cancel2", KEY);
    came("victim", CANCELED);
    came("victim", new ReadyForQuery('I'));
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void nobodyElseIsHit() {
    sent("other", new Query("a"));
    cancel("cancel", KEY);
    came("other", CANCELED);
    assertEquals("other ADDRESSED", broken());
  }

  @Test
  void nothingIsHitBeforeTheCancelIsSent() {
    sent("victim", new Query("a"));
    came("victim", CANCELED);
    cancel("cancel", KEY);
    assertEquals("victim ADDRESSED", broken());
  }

  @Test
  void theKeyOfASessionThatBeginsInTheRoundIsKnown() {
    came("new", new BackendKeyData(9, Bytes.ofHex("09090909")));
    sent("new", new Query("a"));
    cancel("cancel", new BackendKeyData(9, Bytes.ofHex("09090909")));
    came("new", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void otherErrorsAreNoMatterOfCancels() {
    sent("victim", new Query("a"));
    came("victim", ErrorResponse.of("ERROR", "22012", "division by zero"));
    assertEquals("", broken());
  }

  private static final Parse PARSE = new Parse("", "a", List.of());

  static Stream<Message> answeredByReadyForQuery() {
    return Stream.of(
        new Query("a"),
        new Sync(),
        new FunctionCall(1, List.of(), List.of(), 0),
        new StartupMessage(ProtocolVersion.V3_0, List.of()));
  }

  @ParameterizedTest
  @MethodSource("answeredByReadyForQuery")
  void whatFollowsAMessageThatReadyForQueryAnswersIsNotSentTogetherWithIt(Message message) {
    sent("victim", message);
    cancel("cancel", KEY);
    closed("cancel");
    sent("victim", message);
    came("victim", new ReadyForQuery('I'));
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void aBatchThatBeganBeforeTheCloseMayBeHitThoughItsSyncCameAfterIt() {
    sent("victim", PARSE);
    cancel("cancel", KEY);
    closed("cancel");
    sent("victim", new Sync());
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void messagesBeforeASyncAreNoBatchesOfTheirOwn() {
    sent("victim", PARSE);
    sent("victim", new Sync());
    cancel("cancel", KEY);
    closed("cancel");
    came("victim", new ReadyForQuery('I'));
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void aBatchWithoutASyncMayBeHit() {
    sent("victim", PARSE);
    sent("victim", new Flush());
    cancel("cancel", KEY);
    closed("cancel");
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void aBatchThatBeganAfterTheCloseMayNotBeHit() {
    cancel("cancel", KEY);
    closed("cancel");
    sent("victim", PARSE);
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void aSessionThatWasAskedNothingMayNotBeHitAfterTheClose() {
    cancel("cancel", KEY);
    closed("cancel");
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void theCloseOfAnotherConnectionIsNoFence() {
    cancel("cancel", KEY);
    closed("elsewhere");
    sent("victim", new Query("a"));
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void theFirstEndOfAConnectionCounts() {
    cancel("cancel", KEY);
    closed("cancel");
    sent("victim", new Query("a"));
    closed("cancel");
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void aCancelWithAnotherKeyOrProcessIdIsForNobody() {
    sent("victim", new Query("a"));
    cancel("cancel1", new BackendKeyData(KEY.processId(), OTHER.secretKey()));
    cancel("cancel2", new BackendKeyData(OTHER.processId(), KEY.secretKey()));
    came("victim", CANCELED);
    assertEquals("victim ADDRESSED", broken());
    assertEquals("", broken(RaceRule.ADDRESSED));
  }

  @Test
  void aCancelThatIsStillOpenIsSpentBeforeOneThatIsOver() {
    cancel("cancel1", KEY);
    closed("cancel1");
    sent("victim", new Query("a"));
    cancel("cancel2", KEY);
    came("victim", CANCELED);
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
    came("victim", CANCELED);
    assertEquals("victim ONCE", broken(RaceRule.FENCE));
    assertEquals("", broken(RaceRule.FENCE, RaceRule.ONCE));
  }

  @Test
  void onlyThePeersEndOfItsConnectionEndsACancel() {
    cancel("cancel", KEY);
    add("cancel", Transcript.Kind.NOTE, Optional.empty(), TransportNote.Ours.OUTPUT_CLOSED);
    sent("victim", new Query("a"));
    came("victim", CANCELED);
    assertEquals("", broken());
  }

  @Test
  void whatIsSentInTheMomentOfTheCloseIsSentAfterIt() {
    cancel("cancel", KEY);
    closed("cancel");
    Transcript.Entry closed = entries.get(1);
    entries.add(
        new Transcript.Entry(
            closed.nanos(),
            "victim",
            Transcript.Kind.SENT,
            Optional.of(Side.FRONTEND),
            List.of(new Query("a")),
            Bytes.EMPTY));
    came("victim", CANCELED);
    assertEquals("victim FENCE", broken());
  }

  @Test
  void theEvidenceHasTheMomentOfTheError() {
    came("victim", CANCELED);
    came("victim", CANCELED);
    entries.remove(0);
    RaceRules rules = new RaceRules(new Place("a.yaml", 1, 1), List.of(), 1000);
    RequirementFailedException broken =
        assertThrows(
            RequirementFailedException.class, () -> rules.check(Map.of("victim", KEY), entries));
    assertEquals(1001, broken.evidence.moment());
  }

  @Test
  void octetsThatAreNoMessageAskForNothing() {
    sent("victim", new Query("a"));
    add("victim", Transcript.Kind.SENT, Optional.of(Side.FRONTEND), "octets");
    cancel("cancel", KEY);
    came("victim", CANCELED);
    assertEquals("", broken());
  }
}
