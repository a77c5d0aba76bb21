package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.exchange.Room.Taken;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.Message;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** A case that needs more sessions than its target serves at the same time is not judged. */
class RoomTest {
  private static final Scenario TWO =
      Scenarios.steps(
          """
          - start: a
          - start: b
          - alive: a
          - alive: b
          """);

  private static final Scenario ASKED_NOTHING =
      Scenarios.steps(
          """
          - start: a
          - start: b
          - alive: b
          """);

  private static final Scenario EACH_OF_TWO =
      Scenarios.steps(
          """
          - start: a
            times: 2
          - alive: a
          """);

  private static Scenario inTurn(String by) {
    return Scenarios.steps(
        """
        - start: a
        - alive: a
        - close: a
          by: %s
        - start: b
        - alive: b
        """
            .formatted(by));
  }

  private static final Scenario IN_TRANSACTIONS =
      Scenarios.steps(
          """
          - start: a
          - start: b
          - send: a
            messages: [{Query: begin}]
          - expect: a
            messages: CommandComplete ReadyForQuery
          - alive: b
          """);

  private static final Scenario UNANSWERED =
      Scenarios.steps(
          """
          - start: a
          - send: a
            messages: [{Query: silence}]
          - expect: a
            messages: ReadyForQuery
          """);

  /** Answers all queries but one. */
  private static void serve(Peer peer) throws IOException {
    peer.next();
    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
    Message message = peer.next();
    while (message != null && !(message instanceof Terminate)) {
      if (message instanceof Query query && query.query().equals("begin")) {
        peer.send(new CommandComplete("BEGIN"), new ReadyForQuery('T'));
      } else if (message instanceof Query query && query.query().startsWith("select")) {
        String value = query.query().replaceAll("select '(.*)'", "$1");
        peer.send(Rows.of(value).toArray(BackendMessage[]::new));
        peer.send(new ReadyForQuery('I'));
      }
      message = peer.next();
    }
  }

  private static CaseResult run(Scenario scenario, Room room) {
    try (Judged judged = Judged.with(RoomTest::serve).within(Duration.ofMillis(1_500)).room(room)) {
      return judged.run(scenario);
    }
  }

  private static void tooSmall(Scenario scenario, Room room, String words) {
    CaseResult result = run(scenario, room);
    assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
    assertEquals(List.of(words), result.says());
  }

  @ParameterizedTest
  @EnumSource(
      value = Taken.class,
      names = {"BY_START", "BY_QUERY"})
  void sessionsThatAreServedOnlyAfterOthersEndAreNotWaitedFor(Taken taken) {
    tooSmall(
        TWO,
        new Room(1, taken),
        "this takes 2 sessions at the same time, and the target has room for 1 session;"
            + " a larger pool or connection limit makes room");
    assertEquals(Verdict.PASS, run(TWO, new Room(2, taken)).verdict());
    for (String by : List.of("terminate", "fin", "rst")) {
      assertEquals(Verdict.PASS, run(inTurn(by), new Room(1, taken)).verdict(), by);
    }
  }

  @Test
  void aSessionThatHasAskedNothingTakesNoRoomWhereQueriesTakeIt() {
    assertEquals(Verdict.PASS, run(ASKED_NOTHING, new Room(1, Taken.BY_QUERY)).verdict());
    CaseResult started = run(ASKED_NOTHING, new Room(1, Taken.BY_START));
    assertEquals(Verdict.UNSUPPORTED, started.verdict(), started::toString);
  }

  @Test
  void queriesThatEndByThemselvesTakeTheRoomInTurn() {
    assertEquals(Verdict.PASS, run(EACH_OF_TWO, new Room(1, Taken.BY_TRANSACTION)).verdict());
    CaseResult kept = run(EACH_OF_TWO, new Room(1, Taken.BY_QUERY));
    assertEquals(Verdict.UNSUPPORTED, kept.verdict(), kept::toString);
  }

  @Test
  void anIdleSessionLeavesItsRoomToOthersWhereTransactionsTakeIt() {
    Room room = new Room(1, Taken.BY_TRANSACTION);
    assertEquals(Verdict.PASS, run(TWO, room).verdict());
    tooSmall(
        IN_TRANSACTIONS,
        room,
        "this takes 2 transactions at the same time, and the target has room for 1 transaction;"
            + " a larger pool or connection limit makes room");
    assertEquals(Verdict.PASS, run(IN_TRANSACTIONS, new Room(2, Taken.BY_TRANSACTION)).verdict());
  }

  @ParameterizedTest
  @EnumSource
  void aSilenceCountsOnlyWhereAnotherSessionCanBeAsked(Taken taken) {
    CaseResult full = run(UNANSWERED, new Room(1, taken));
    assertEquals(Verdict.UNSUPPORTED, full.verdict(), full::toString);
    assertTrue(full.says().get(0).contains("all the room"), full::toString);
    assertEquals(Verdict.FAIL, run(UNANSWERED, new Room(2, taken)).verdict());
  }

  @Test
  void scenariosThatRunAtTheSameTimeShareTheRoom() {
    Room room = new Room(30, Taken.BY_QUERY);
    assertEquals(room, room.sharedBy(1));
    assertEquals(new Room(14, Taken.BY_QUERY), room.sharedBy(2));
    assertEquals(new Room(9, Taken.BY_QUERY), room.sharedBy(3));
    assertEquals(1, room.sharedBy(40).sessions(), "each has some");
    assertEquals(Room.PLENTY, Room.PLENTY.sharedBy(4));
  }

  @Test
  void aRoomIsLimitedUnlessItIsForAllSessions() {
    assertFalse(Room.PLENTY.isLimited());
    assertTrue(new Room(Integer.MAX_VALUE - 1, Taken.BY_START).isLimited());
    assertTrue(Room.PLENTY.has(Integer.MAX_VALUE));
    assertTrue(new Room(2, Taken.BY_START).has(2));
    assertFalse(new Room(2, Taken.BY_START).has(3));
  }

  @ParameterizedTest
  @CsvSource({"BY_START, false", "BY_QUERY, false", "BY_TRANSACTION, true"})
  void anIdleSessionIsFreeWhereTransactionsTakeTheRoomOrThereIsPlenty(Taken taken, boolean free) {
    assertEquals(free, new Room(5, taken).idleIsFree());
    assertTrue(new Room(Integer.MAX_VALUE, taken).idleIsFree());
  }

  @ParameterizedTest
  @CsvSource({
    "1, BY_START, for 1 session",
    "2, BY_QUERY, for 2 sessions",
    "1, BY_TRANSACTION, for 1 transaction",
    "2, BY_TRANSACTION, for 2 transactions",
    "2147483647, BY_QUERY, for many sessions",
  })
  void aRoomIsNamedByWhatItIsFor(int sessions, Taken taken, String words) {
    assertEquals(words, new Room(sessions, taken).toString());
  }

  @Test
  void aFullRoomIsNamedAsTheReason() {
    assertEquals(
        "nothing arrived within the time limit, and the case has taken all the room that the"
            + " target has (for 3 sessions), so no other session can show whether the target"
            + " answers; a larger pool or connection limit makes room",
        new Room(3, Taken.BY_QUERY).full());
  }
}
