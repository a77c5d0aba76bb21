package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.PLACE;
import static pgconform.exchange.ClientCase.broken;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.soon;
import static pgconform.exchange.ClientCase.tell;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.QuietStep;
import pgconform.scenario.TellStep.Command;
import pgconform.scenario.ToldStep;
import pgconform.wire.Query;

/** What the answers and the end of a client program mean for a case that gets no further. */
class ToldEndingsTest {
  private static final String ENDED = "it has ended";

  private final ClientCase all = new ClientCase(Duration.ofMillis(200));
  private final PlayedProgram program = all.program;
  private final Told told = all.told;

  @AfterEach
  void close() {
    all.close();
  }

  private void says(Command command, ClientProgram.Kind kind, String words) {
    told.tell(tell(command, "app"));
    program.says(program.orders.size(), new ClientProgram.Answer(kind, Optional.empty(), words));
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, OK, false",
    "CONNECT, ERROR, true",
    "CONNECT, LOST, true",
    "CANCEL, ERROR, true",
    "QUERY, OK, false",
    "QUERY, ERROR, false",
    "QUERY, LOST, true",
    "QUERY, UNSUPPORTED, true",
  })
  void someAnswersLeaveNoHopeOfAConnection(
      Command command, ClientProgram.Kind kind, boolean hopeless) {
    told.tell(tell(Command.CLOSE, "app"));
    assertFalse(told.hopeless());
    says(command, kind, "words");
    assertEquals(hopeless, told.hopeless());
    Actual came = hopeless ? new Actual.Answered(program.answer(2).get()) : new Actual.Nothing();
    assertEquals(came, told.insteadOfConnection());
  }

  @Test
  void theLastRefusalCounts() {
    says(Command.CONNECT, ClientProgram.Kind.ERROR, "first");
    says(Command.CONNECT, ClientProgram.Kind.LOST, "second");
    says(Command.CLOSE, ClientProgram.Kind.OK, "third");
    assertEquals("lost: second", told.insteadOfConnection().toString());
  }

  @Test
  void aProgramThatHasEndedConnectsNoMore() {
    assertFalse(told.ended());
    program.ends(ENDED);
    assertTrue(told.ended());
    assertTrue(told.hopeless());
    assertEquals(new Actual.ProgramEnded(ENDED), told.insteadOfConnection());
  }

  @Test
  void aBrokenContractEndsTheCase() {
    assertDoesNotThrow(told::checkContract);
    program.breaks("it babbles");
    CannotJudgeException e = assertThrows(CannotJudgeException.class, told::checkContract);
    assertEquals("it babbles", e.getMessage());
    assertEquals(Verdict.ERROR, e.verdict);
    assertThrows(CannotJudgeException.class, () -> told.awaitIdle(() -> true, late()));
    assertThrows(CannotJudgeException.class, () -> told.explain(evidence(new Actual.Nothing())));
  }

  private static Evidence evidence(Actual came) {
    return new Evidence(PLACE, "session", new Expected.OfClient("a query"), came);
  }

  @Test
  void whatADriverCannotDoIsNotHeldAgainstIt() {
    says(Command.CONNECT, ClientProgram.Kind.OK, "");
    says(Command.CANCEL, ClientProgram.Kind.UNSUPPORTED, "no cancel");
    says(Command.CANCEL, ClientProgram.Kind.UNSUPPORTED, "no cancel again");
    program.ends(ENDED);
    CannotJudgeException e =
        assertThrows(
            CannotJudgeException.class, () -> told.explain(evidence(new Actual.Nothing())));
    assertEquals("the driver cannot do that: no cancel", e.getMessage());
    assertEquals(Verdict.UNSUPPORTED, e.verdict);
  }

  @Test
  void theEndOfTheProgramExplainsWhatIsMissing() {
    says(Command.QUERY, ClientProgram.Kind.ERROR, "no");
    assertDoesNotThrow(() -> told.explain(evidence(new Actual.Nothing())), "it goes on");
    program.ends(ENDED);
    Evidence before = evidence(new Actual.Nothing());
    Evidence evidence = broken(() -> told.explain(before));
    assertEquals(new Actual.ProgramEnded(ENDED), evidence.came());
    assertEquals(before.place(), evidence.place());
    assertEquals(before.connection(), evidence.connection());
    assertEquals(before.expected(), evidence.expected());
  }

  @Test
  void whatAProgramHasSaidNeedsNoOtherExplanation() {
    program.ends(ENDED);
    ClientProgram.Answer answer =
        new ClientProgram.Answer(ClientProgram.Kind.LOST, Optional.empty(), "");
    for (Actual came :
        List.of(
            new Actual.Said("a", "b"),
            new Actual.Answered(answer),
            new Actual.ProgramEnded("before"))) {
      assertDoesNotThrow(() -> told.explain(evidence(came)), came::toString);
    }
    assertThrows(
        RequirementFailedException.class, () -> told.explain(evidence(new Actual.Room(3))));
  }

  private static Evidence closed() {
    return evidence(new Actual.Seen(new Event.Closed(System.nanoTime(), true, false)));
  }

  @Test
  void theEndOfTheProgramMayComeAfterThatOfItsConnections() {
    told.tell(tell(Command.QUERY, "app"));
    AtomicInteger looks = new AtomicInteger();
    program.ending =
        () -> {
          all.poller.wake();
          return Optional.of(ENDED).filter(how -> looks.incrementAndGet() > 3);
        };
    assertEquals(new Actual.ProgramEnded(ENDED), broken(() -> told.explain(closed())).came());
  }

  /** On a busy machine it may take long for another reason, but not each time. */
  private static void promptly(Runnable explained) {
    long most = Duration.ofMillis(900).toNanos();
    assertTrue(
        Stream.generate(() -> nanos(explained)).limit(5).anyMatch(nanos -> nanos < most),
        "it waits for what cannot come");
  }

  private static long nanos(Runnable explained) {
    long start = System.nanoTime();
    explained.run();
    return System.nanoTime() - start;
  }

  @Test
  void nobodyWaitsForTheEndOfAProgramThatHasAnsweredAll() {
    says(Command.QUERY, ClientProgram.Kind.LOST, "");
    promptly(() -> assertDoesNotThrow(() -> told.explain(closed())));
    program.ends(ENDED);
    told.tell(tell(Command.CLOSE, "app"));
    promptly(() -> broken(() -> told.explain(closed())));
  }

  @Test
  void nobodyWaitsForTheEndOfAProgramWhoseConnectionsAreOpen() {
    told.tell(tell(Command.QUERY, "app"));
    promptly(() -> assertDoesNotThrow(() -> told.explain(evidence(new Actual.Nothing()))));
    assertEquals(List.of("TOLD query app: select 1"), all.lines(), "nothing is missing yet");
  }

  @Test
  void answersThatAreMissingForLongAreNotedOnce() {
    told.tell(tell(Command.QUERY, "app"));
    told.tell(tell(Command.QUERY, "other"));
    told.tell(tell(Command.QUERY, "third"));
    program.obeys = number -> program.says(3, ClientProgram.Kind.OK);
    all.poller.pause(Duration.ofMillis(1_050).toNanos());
    told.tell(tell(Command.CANCEL, "app"));
    List<String> before = all.lines();
    assertDoesNotThrow(() -> told.explain(evidence(new Actual.Nothing())));
    List<String> after = all.lines();
    List<String> more = after.subList(before.size(), after.size());
    assertEquals(2, more.size(), more::toString);
    assertTrue(more.get(0).matches("NOTE query app: no answer after [12]\\.\\d s"), more.get(0));
    assertTrue(more.get(1).matches("NOTE query other: no answer after [12]\\.\\d s"), more.get(1));
    assertDoesNotThrow(() -> told.explain(evidence(new Actual.Nothing())));
    program.says(1, ClientProgram.Kind.OK);
    assertEquals(after, all.lines(), "they were noted as missing");
  }

  @Test
  void anAnswerThatComesWithoutNewsIsRecordedBeforeOthersAreMissed() {
    told.tell(tell(Command.QUERY, "app"));
    program.news(() -> {});
    program.says(1, ClientProgram.Kind.OK);
    assertDoesNotThrow(() -> told.explain(evidence(new Actual.Nothing())));
    assertEquals("ANSWERED query app: ok", all.lines().get(1));
  }

  @Test
  void aProgramIsIdleOnceAllIsAnswered() {
    told.tell(tell(Command.CONNECT, "app"));
    told.tell(tell(Command.QUERY, "app"));
    program.says(1, ClientProgram.Kind.OK);
    Deadline short20 = soon();
    assertDoesNotThrow(() -> told.awaitIdle(() -> false, short20));
    assertTrue(short20.passed(), "one is left");
    program.says(2, ClientProgram.Kind.OK);
    Deadline deadline = late();
    assertDoesNotThrow(() -> told.awaitIdle(() -> false, deadline));
    assertFalse(deadline.passed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndOfTheProgramEndsTheWaitForItAndSoDoesWhatComes(boolean comes) {
    told.tell(tell(Command.CONNECT, "app"));
    if (!comes) {
      program.ends(ENDED);
    }
    Deadline deadline = late();
    assertDoesNotThrow(() -> told.awaitIdle(() -> comes, deadline));
    assertFalse(deadline.passed());
  }

  /** A session of the driver, which has sent this. */
  private Link session(String sql) throws Exception {
    Link driver = all.connect();
    ClientCase.send(driver, ServedClient.LOGIN.startupMessage());
    all.admitting.admit(ClientCase.admit("session", AcceptStep.Encryption.REFUSED));
    ClientCase.receives(driver, "ReadyForQuery");
    ClientCase.send(driver, new Query(sql));
    return driver;
  }

  private static ToldStep step() {
    return new ToldStep(
        PLACE,
        "app",
        Command.QUERY,
        List.of(ToldStep.Answer.OK),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static final List<String> SET_DONE = List.of("CommandComplete", "ReadyForQuery");

  @Test
  void queriesOfTheDriverAreAnsweredWhileAnAnswerIsAwaited() throws Exception {
    Link driver = session("set a = 1");
    told.tell(tell(Command.QUERY, "app"));
    assertEquals(new Actual.Nothing(), broken(() -> told.await(step(), soon())).came());
    assertEquals(SET_DONE, ClientCase.receives(driver, "ReadyForQuery"));
    ClientCase.send(driver, new Query("set b = 1"));
    QuietStep quiet =
        new QuietStep(PLACE, "app", Optional.of(Command.QUERY), ClientCase.text("1s"));
    told.unanswered(quiet, soon());
    assertEquals(SET_DONE, ClientCase.receives(driver, "ReadyForQuery"));
  }

  @Test
  void queriesOfTheDriverAreAnsweredUntilItIsIdle() throws Exception {
    Link driver = session("set a = 1");
    told.tell(tell(Command.QUERY, "app"));
    told.awaitIdle(() -> false, soon());
    assertEquals(SET_DONE, ClientCase.receives(driver, "ReadyForQuery"));
    ClientCase.send(driver, new Query("set b = 1"));
    assertTrue(all.poller.await(() -> all.serving.due(told.sql()), late()));
    told.serve();
    assertEquals(SET_DONE, ClientCase.receives(driver, "ReadyForQuery"));
  }

  @Test
  void nothingIsAnsweredOnceWhatWasAwaitedHasCome() throws Exception {
    Link driver = session("set a = 1");
    told.tell(tell(Command.QUERY, "app"));
    assertTrue(all.poller.await(() -> all.serving.due(told.sql()), late()));
    told.awaitIdle(() -> true, late());
    assertTrue(all.serving.due(told.sql()));
    program.says(1, ClientProgram.Kind.OK);
    told.awaitIdle(() -> false, late());
    assertEquals(ClientProgram.Kind.OK, told.await(step(), late()));
    program.ends(ENDED);
    told.awaitIdle(() -> false, late());
    told.tell(tell(Command.QUERY, "app"));
    broken(() -> told.await(step(), late()));
    assertTrue(all.serving.due(told.sql()), "a query of the driver is left");
    driver.close();
  }
}
