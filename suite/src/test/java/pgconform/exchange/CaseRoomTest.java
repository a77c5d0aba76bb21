package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.exchange.Room.Taken;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Place;
import pgconform.scenario.Step;
import pgconform.scenario.TableStep;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** The sessions of a case take room from a moment on, and until another one. */
class CaseRoomTest {
  /** More sessions than a test has. */
  private static final int MANY = 9;

  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static final Login UNANSWERED = LOGIN.under(ProtocolVersion.V3_2);

  private static final HoldStrategy SLOW =
      new SlowQuery("select slow()", Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

  /** A query that a session runs until it is told not to; nobody looks whether it does. */
  private record Held(boolean takesSession) implements Hold {
    @Override
    public String query() {
      return "silence";
    }

    @Override
    public boolean certain() {
      return true;
    }

    @Override
    public boolean awaitRunning(BooleanSupplier over, Poller poller, Deadline deadline) {
      return true;
    }

    @Override
    public void release() {}

    @Override
    public void close() {}
  }

  private final Judged judged = Judged.with(CaseRoomTest::serve);
  private final Subject.Server subject = judged.subject();
  private Map<String, Login> logins = subject.logins();
  private HoldStrategy strategy = subject.holdStrategy();
  private final Poller poller = new Poller();
  private final Transcript transcript = new Transcript();
  private final CaseVariables scope = new CaseVariables(new Case(Map.of()), LOGIN);

  @AfterEach
  void close() {
    poller.close();
    judged.close();
  }

  private static void serve(Peer peer) throws IOException {
    FrontendMessage message = peer.next();
    if (!LOGIN.startupMessage().equals(message)) {
      peer.awaitEnd();
      return;
    }
    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
    for (message = peer.next(); message instanceof Query query; message = peer.next()) {
      switch (query.query()) {
        case "begin" -> peer.send(new CommandComplete("BEGIN"), new ReadyForQuery('T'));
        case "fail" -> peer.send(Rows.error("ERROR", "42601", "no"), new ReadyForQuery('E'));
        case "commit" -> peer.send(new CommandComplete("COMMIT"), new ReadyForQuery('I'));
        case "leave" -> {
          return;
        }
        default -> {}
      }
    }
  }

  private static Deadline deadline() {
    return Deadline.in(Judged.PATIENT);
  }

  private Connection open(String name) throws IOException {
    return new Connection(
        subject.connector().open(poller, transcript, name, Transport.PLAIN, deadline()));
  }

  private Connection start(String name) throws IOException {
    Connection connection = open(name);
    connection.began(Session.start(connection.link, LOGIN, deadline()));
    return connection;
  }

  /** Sessions of this name, which steps refer to. */
  private List<Connection> group(String name, int count) throws IOException {
    Connection[] group = new Connection[count];
    for (int i = 0; i < count; i++) {
      group[i] = start(name + i);
    }
    scope.put(name, List.of(group));
    return List.of(group);
  }

  private static void ask(Connection connection, String query) {
    connection.send(new Query(query), deadline());
  }

  private static void answered(Connection connection, String query) {
    ask(connection, query);
    connection.link.next(deadline());
    connection.link.next(deadline());
  }

  private CaseRoom room(int sessions, Taken taken) {
    Subject.Server server =
        new Subject.Server(
            subject.facts(),
            subject.connector(),
            logins,
            subject.transports(),
            subject.keySize(),
            strategy,
            subject.throwAway(),
            new Room(sessions, taken),
            Map.of());
    return new CaseRoom(new CurrentServer(server), scope, transcript);
  }

  /** How many more there are in the smallest room that is not full. */
  private int taken(Taken how) {
    return IntStream.range(0, MANY)
            .filter(sessions -> room(sessions, how).full().isEmpty())
            .findFirst()
            .orElseThrow()
        - 1;
  }

  /** The number of sessions taken by start, by query and by transaction. */
  private List<Integer> taken() {
    return Stream.of(Taken.values()).map(this::taken).toList();
  }

  private boolean admits(Step step, Room room) {
    try {
      room(room.sessions(), room.taken()).admit(step);
      return true;
    } catch (CannotJudgeException e) {
      assertEquals(Verdict.UNSUPPORTED, e.verdict);
      return false;
    }
  }

  /** The smallest room in which the step is taken; 0 if it needs none. */
  private int needs(Step step, Taken how) {
    return IntStream.range(0, MANY)
        .filter(sessions -> admits(step, new Room(sessions, how)))
        .findFirst()
        .orElseThrow();
  }

  private List<Integer> needs(Step step) {
    return Stream.of(Taken.values()).map(how -> needs(step, how)).toList();
  }

  /** The last of these steps. */
  private static Step step(String steps) {
    List<Step> all = Scenarios.steps(steps + "- start: other\n- alive: other\n").steps();
    return all.get(all.size() - 3);
  }

  private static Step alive(String name) {
    return step("- start: %s\n- alive: %s\n".formatted(name, name));
  }

  private static Step hold(String name) {
    return step("- start: %s\n- hold: %s\n".formatted(name, name));
  }

  @Test
  void aConnectionOnWhichNoSessionHasStartedTakesNoRoom() throws IOException {
    Connection connection = open("a");
    assertEquals(List.of(0, 0, 0), taken());
    connection.send(UNANSWERED.startupMessage(), deadline());
    assertEquals(List.of(0, 0, 0), taken());
  }

  @Test
  void aSessionThatRunsAQueryTakesRoomInEachWay() throws IOException {
    Connection connection = start("a");
    assertEquals(List.of(1, 0, 0), taken());
    ask(connection, "silence");
    assertEquals(List.of(1, 1, 1), taken());
  }

  @ParameterizedTest
  @CsvSource({"begin, 1", "fail, 1", "commit, 0"})
  void aSessionThatWasAnsweredTakesRoomWhileItIsInATransaction(String query, int room)
      throws IOException {
    answered(start("a"), query);
    assertEquals(List.of(1, 1, room), taken());
  }

  @Test
  void octetsThatBeginNoMessageAskNothing() throws IOException {
    Connection connection = start("a");
    connection.link.send(Bytes.ofHex("51"), List.of(), deadline());
    assertEquals(List.of(1, 0, 0), taken());
  }

  @Test
  void eachSessionTakesRoomOfItsOwn() throws IOException {
    ask(start("a"), "silence");
    answered(start("b"), "begin");
    Connection ended = start("c");
    answered(ended, "begin");
    answered(ended, "commit");
    start("d");
    assertEquals(List.of(4, 3, 2), taken());
  }

  @Test
  void aSessionThatHasEndedTakesNoRoom() throws IOException {
    List<Connection> group = group("a", 4);
    group.forEach(connection -> answered(connection, "begin"));
    assertEquals(List.of(4, 4, 4), taken());
    group.get(0).send(new Terminate(), deadline());
    assertEquals(List.of(3, 3, 3), taken());
    ask(group.get(0), "silence");
    assertEquals(List.of(3, 3, 3), taken());
    group.get(1).link.close();
    assertEquals(List.of(2, 2, 2), taken());
    group.get(2).link.reset();
    assertEquals(List.of(1, 1, 1), taken());
    ask(group.get(3), "leave");
    group.get(3).link.next(deadline());
    assertEquals(List.of(0, 0, 0), taken());
  }

  @Test
  void aSessionMayBeStartedUnderANameThatIsFreeAgain() throws IOException {
    start("a").link.close();
    assertEquals(List.of(0, 0, 0), taken());
    start("a");
    assertEquals(List.of(1, 0, 0), taken());
  }

  @Test
  void aFullRoomIsNamedAsTheReason() throws IOException {
    start("a");
    Room small = new Room(1, Taken.BY_START);
    assertEquals(Optional.of(small.full()), room(1, Taken.BY_START).full());
    assertEquals(Optional.empty(), room(2, Taken.BY_START).full());
  }

  @Test
  void aStepThatNeedsMoreRoomThanThereIsEndsTheCase() throws IOException {
    group("a", 1);
    Step step = step("- start: b\n  times: 2\n");
    CannotJudgeException e =
        assertThrows(CannotJudgeException.class, () -> room(2, Taken.BY_START).admit(step));
    assertEquals(
        "this takes 3 sessions at the same time, and the target has room for 2 sessions;"
            + " a larger pool or connection limit makes room",
        e.getMessage());
    assertEquals(List.of(3, 0, 0), needs(step));
  }

  @Test
  void aStartTakesRoomByQueryIfItsLoginHasSettings() {
    Step start = step("- start: b\n  times: 2\n");
    assertEquals(List.of(2, 0, 0), needs(start));
    Login setting = LOGIN.setting(List.of("set statement_timeout = 0"));
    logins = Map.of(Capability.DEFAULT_LOGIN, setting);
    assertEquals(List.of(2, 2, 0), needs(start));
  }

  @Test
  void theSessionThatMakesTablesTakesRoomOnce() throws IOException {
    Step table = new TableStep(new Place("file", 1, 1), "t");
    assertEquals(List.of(1, 1, 1), needs(table));
    answered(start(CaseTables.NAME), "commit");
    assertEquals(List.of(0, 0, 1), needs(table));
  }

  @Test
  void queriesThatEndByThemselvesTakeOneTransactionAtATime() throws IOException {
    group("a", 3);
    assertEquals(List.of(0, 3, 1), needs(alive("a")));
  }

  @Test
  void sessionsThatHaveTakenRoomNeedNoMore() throws IOException {
    List<Connection> group = group("a", 2);
    answered(group.get(0), "begin");
    assertEquals(List.of(0, 2, 2), needs(alive("a")));
    answered(group.get(1), "begin");
    assertEquals(List.of(0, 0, 0), needs(alive("a")));
  }

  @Test
  void onlySessionsThatHaveStartedNeedRoomForAQuery() throws IOException {
    scope.put("a", List.of(open("a")));
    assertEquals(List.of(0, 0, 0), needs(alive("a")));
    Connection ended = start("b");
    scope.put("b", List.of(ended));
    ended.link.close();
    assertEquals(List.of(0, 0, 0), needs(alive("b")));
    assertEquals(List.of(0, 0, 0), needs(step("- start: b\n- close: b\n")), "it asks nobody");
  }

  @Test
  void aSessionThatWaitsForItsAnswerKeepsNobodyFromAsking() throws IOException {
    ask(group("a", 1).get(0), "silence");
    group("b", 1);
    assertEquals(List.of(0, 2, 1), needs(alive("b")));
  }

  @Test
  void aSessionThatHoldsAQueryTakesRoomUntilItsAnswer() throws IOException {
    Connection holder = group("a", 1).get(0);
    group("b", 1);
    holder.hold(new Held(false));
    assertEquals(List.of(0, 1, 1), needs(alive("b")), "the query has not been sent");
    ask(holder, "silence");
    assertEquals(List.of(0, 2, 2), needs(alive("b")));
    assertEquals(List.of(2, 1, 1), taken());
  }

  @Test
  void aControlSessionThatHoldsAQueryTakesRoomToo() throws IOException {
    Connection holder = group("a", 1).get(0);
    group("b", 1);
    holder.hold(new Held(true));
    ask(holder, "silence");
    assertEquals(List.of(3, 2, 2), taken());
    assertEquals(List.of(0, 3, 3), needs(alive("b")));
  }

  @Test
  void aQueryIsHeldByAControlSession() throws IOException {
    List<Connection> group = group("a", 2);
    assertEquals(List.of(4, 4, 4), needs(hold("a")));
    group.get(0).hold(new Held(true));
    assertEquals(List.of(4, 4, 4), needs(hold("a")), "one control session is there");
    group.get(1).hold(new Held(true));
    assertEquals(List.of(0, 4, 4), needs(hold("a")));
  }

  @Test
  void aSlowQueryNeedsNoControlSession() throws IOException {
    group("a", 2);
    strategy = SLOW;
    assertEquals(List.of(0, 2, 2), needs(hold("a")));
  }

  @ParameterizedTest
  @EnumSource
  void aRoomForManySessionsIsNeverFull(Taken how) throws IOException {
    ask(group("a", 1).get(0), "silence");
    assertEquals(Optional.empty(), room(Integer.MAX_VALUE, how).full());
    assertTrue(admits(hold("a"), new Room(Integer.MAX_VALUE, how)));
  }
}
