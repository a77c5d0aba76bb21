package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.PLACE;
import static pgconform.exchange.ClientCase.broken;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.soon;
import static pgconform.exchange.ClientCase.tell;
import static pgconform.exchange.ClientCase.text;
import static pgconform.exchange.ClientCase.variable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Deadline;
import pgconform.scenario.Expression;
import pgconform.scenario.QuietStep;
import pgconform.scenario.TellStep;
import pgconform.scenario.TellStep.Command;
import pgconform.scenario.ToldStep;

/** What a client program is told, and what is made of its answers. */
class ToldTest {
  private final ClientCase all = new ClientCase(Duration.ofMillis(200));
  private final PlayedProgram program = all.program;
  private final Told told = all.told;

  @AfterEach
  void close() {
    all.close();
  }

  private static ClientProgram.Answer answer(ClientProgram.Kind kind, String state, String words) {
    return new ClientProgram.Answer(kind, Optional.ofNullable(state), words);
  }

  private static ToldStep step(Optional<String> state, Optional<String> without, String... is) {
    return new ToldStep(
        PLACE,
        "app",
        Command.QUERY,
        Stream.of(is).map(ToldStep.Answer::valueOf).toList(),
        state.map(ClientCase::text),
        without.map(ClientCase::text),
        List.of(),
        Optional.empty());
  }

  private static ToldStep step(String... is) {
    return step(Optional.empty(), Optional.empty(), is);
  }

  private String url() {
    return String.valueOf(program.orders.get(0).fields().get("url"));
  }

  private static TellStep.Setting set(String name, String value) {
    return new TellStep.Setting(name, text(value));
  }

  private void connect(List<Expression> at, TellStep.Setting... settings) {
    told.tell(new TellStep(PLACE, "app", Command.CONNECT, at, List.of(settings), Optional.empty()));
  }

  @Test
  void aProgramConnectsInClearToTheUsualAddressUnlessItIsToldOtherwise() {
    connect(List.of());
    int port = all.listening.port();
    String url = "postgresql://app:%s@127.0.0.1:" + port + "/app?sslmode=disable";
    assertEquals(
        List.of(
            new PlayedProgram.Order(
                1,
                Command.CONNECT,
                "app",
                Map.of("url", url.formatted("open%20sesame"), "within_ms", 200L))),
        program.orders);
    assertEquals(List.of("TOLD connect app: " + url.formatted("****")), all.lines());
  }

  @Test
  void addressesAndSettingsStandInTheUrl() {
    connect(
        List.of(variable("address"), text("127.0.0.3")),
        new TellStep.Setting("application_name", variable("name")),
        set("options", "a b&c+"),
        set("empty", ""),
        set("sslmode", "verify-full"));
    int port = all.listening.port();
    assertEquals(
        "postgresql://app:open%20sesame@127.0.0.2:"
            + port
            + ",127.0.0.3:"
            + port
            + "/app?sslmode=verify-full&application_name=value&options=a%20b%26c%2B"
            + "&sslrootcert=ca.pem",
        url());
  }

  @ParameterizedTest
  @CsvSource({
    "require, sslmode=require",
    "verify-ca, sslmode=verify-ca&sslrootcert=ca.pem",
    "'', application_name=x",
  })
  void theAuthorityIsNamedWhereItIsVerified(String mode, String settings) {
    connect(
        List.of(),
        mode.isEmpty()
            ? new TellStep.Setting[] {set("sslmode", ""), set("application_name", "x")}
            : new TellStep.Setting[] {set("sslmode", mode)});
    assertEquals(settings, url().substring(url().indexOf('?') + 1));
  }

  @Test
  void anAuthorityOfTheScenariosOwnStays() {
    connect(List.of(), set("sslmode", "verify-full"), set("sslrootcert", "system"));
    assertTrue(url().endsWith("?sslmode=verify-full&sslrootcert=system"), url());
  }

  @Test
  void aProgramRunsTheQueryOfTheScenarioOrTheUsualOne() {
    assertEquals("select 1", told.sql());
    String long300 = "x".repeat(300);
    for (Optional<Expression> sql :
        List.of(
            Optional.<Expression>empty(),
            Optional.of(variable("name")),
            Optional.of(text(long300)))) {
      told.tell(new TellStep(PLACE, "app", Command.QUERY, List.of(), List.of(), sql));
    }
    assertEquals(
        List.of("select 1", "value", long300),
        program.orders.stream().map(order -> order.fields().get("sql")).toList());
    assertEquals("TOLD query app: value", all.lines().get(1));
    assertTrue(all.lines().get(2).length() < 250, all.lines().get(2));
    told.tell(tell(Command.CANCEL, "app"));
    assertEquals(long300, told.sql(), "a cancel is no query");
    assertEquals(Map.of("within_ms", 200L), program.orders.get(3).fields());
    assertEquals("TOLD cancel app", all.lines().get(3));
  }

  @Test
  void whatComesFromTheProgramIsRecordedOnce() {
    program.obeys = number -> program.says(number, answer(ClientProgram.Kind.OK, null, "well"));
    told.tell(tell(Command.QUERY, "app"));
    assertEquals("ANSWERED query app: ok: well", all.lines().get(1));
    program.says(1, ClientProgram.Kind.OK);
    program.obeys = number -> {};
    told.tell(tell(Command.CLOSE, "app"));
    assertEquals(3, all.lines().size(), all.lines()::toString);
    program.says(2, ClientProgram.Kind.LOST);
    assertEquals("ANSWERED close app: lost", all.lines().get(3));
    program.ends("the program has ended");
    program.ends("the program has ended");
    assertEquals("NOTE the program has ended", all.lines().get(4));
    assertEquals(5, all.lines().size(), all.lines()::toString);
  }

  @Test
  void anAnswerThatTwoThreadsSeeIsRecordedOnce() {
    told.tell(tell(Command.QUERY, "app"));
    program.onceAsked(1, () -> program.says(7, ClientProgram.Kind.OK));
    program.says(1, ClientProgram.Kind.OK);
    assertEquals(List.of("TOLD query app: select 1", "ANSWERED query app: ok"), all.lines());
  }

  @Test
  void whoeverWaitsIsWokenByAnAnswer() throws Exception {
    long start = System.nanoTime();
    for (int n = 1; n <= 20; n++) {
      told.tell(tell(Command.QUERY, "app"));
      long number = n;
      program.onceAsked(n, () -> program.says(number, ClientProgram.Kind.OK));
      Deadline deadline = late();
      assertSame(ClientProgram.Kind.OK, told.await(step("OK"), deadline));
      assertFalse(deadline.passed());
    }
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(millis < 7_500, "it is not looked for from time to time: " + millis);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, , , OK",
    "LOST, , , LOST",
    "ERROR, , 57014, ERROR",
    "ERROR, 57014, 57014, ERROR",
    "ERROR, 57014, , ERROR",
    "OK, 57014, 00000, OK",
  })
  void anAcceptedAnswerIsTaken(
      ClientProgram.Kind kind, String wanted, String state, ClientProgram.Kind taken)
      throws Exception {
    told.tell(tell(Command.QUERY, "app"));
    program.says(1, answer(kind, state, "words"));
    ToldStep step = step(Optional.ofNullable(wanted), Optional.of(""), "OK", "LOST", "ERROR");
    assertEquals(taken, told.await(step, late()));
  }

  @ParameterizedTest
  @CsvSource({"OK, , OK", "ERROR, 25P02, ERROR 25P02", "UNSUPPORTED, , UNSUPPORTED"})
  void anotherAnswerBreaksTheRequirement(ClientProgram.Kind kind, String state, String came) {
    told.tell(tell(Command.QUERY, "app"));
    program.says(1, answer(kind, state, "words"));
    ToldStep step = step(Optional.of("57014"), Optional.empty(), "ERROR", "LOST");
    long before = System.nanoTime();
    Evidence evidence = broken(() -> told.await(step, late()));
    assertEquals("app: answer " + came, evidence.signature());
    assertEquals(new Expected.OfClient(step.told()), evidence.expected());
    assertEquals(PLACE, evidence.place());
    assertTrue(evidence.waiting() - before >= 0);
  }

  @Test
  void silenceAndTheEndOfTheProgramBreakTheRequirement() {
    told.tell(tell(Command.QUERY, "app"));
    assertEquals(new Actual.Nothing(), broken(() -> told.await(step("OK"), soon())).came());
    program.ends("it has ended");
    Deadline deadline = late();
    Evidence evidence = broken(() -> told.await(step("OK"), deadline));
    assertEquals(new Actual.ProgramEnded("it has ended"), evidence.came());
    assertFalse(deadline.passed(), "nothing more can come");
  }

  @Test
  void theWordsOfAnAnswerMayBeForbidden() throws Exception {
    told.tell(tell(Command.QUERY, "app"));
    program.says(1, answer(ClientProgram.Kind.ERROR, null, "no such table"));
    ToldStep good = step(Optional.empty(), Optional.of("column"), "ERROR");
    assertEquals(ClientProgram.Kind.ERROR, told.await(good, late()));
    ToldStep bad = step(Optional.empty(), Optional.of("table"), "ERROR");
    Evidence evidence = broken(() -> told.await(bad, late()));
    assertEquals(new Expected.OfClient("words without \"table\""), evidence.expected());
    assertEquals(new Actual.Said("words with it", "error: no such table"), evidence.came());
  }

  @Test
  void commandsOfTheSameKindAreToldApartByTheirConnection() throws Exception {
    told.tell(tell(Command.QUERY, "app"));
    told.tell(tell(Command.QUERY, "other"));
    told.tell(tell(Command.CANCEL, "app"));
    program.says(2, ClientProgram.Kind.OK);
    assertTrue(told.isAnswered(Command.QUERY, "other"));
    assertFalse(told.isAnswered(Command.QUERY, "app"));
    assertFalse(told.isAnswered(Command.CANCEL, "app"));
    assertFalse(told.isAnswered(Command.CLOSE, "app"), "it was never told");
    program.says(1, ClientProgram.Kind.LOST);
    told.tell(tell(Command.QUERY, "app"));
    assertFalse(told.isAnswered(Command.QUERY, "app"), "it is the last one that counts");
  }

  @Test
  void allCommandsOfAStepAreToBeAnswered() throws Exception {
    told.tell(tell(Command.QUERY, "app"));
    told.tell(tell(Command.CANCEL, "app"));
    program.says(1, ClientProgram.Kind.ERROR);
    Evidence evidence =
        broken(() -> told.answered(PLACE, "app", List.of(Command.QUERY, Command.CANCEL)));
    assertEquals(
        "app: expected an answer to cancel, got " + new Actual.Nothing(), evidence.sentence());
    assertEquals(PLACE, evidence.place());
    program.onceAsked(2, () -> program.says(2, ClientProgram.Kind.ERROR));
    told.answered(PLACE, "app", List.of(Command.QUERY, Command.CANCEL));
    assertTrue(told.isAnswered(Command.CANCEL, "app"));
  }

  private static QuietStep unanswered() {
    return new QuietStep(PLACE, "app", Optional.of(Command.QUERY), text("20ms"));
  }

  @Test
  void anAnswerMayComeTooEarly() throws Exception {
    told.tell(tell(Command.QUERY, "app"));
    Deadline passed = soon();
    told.unanswered(unanswered(), passed);
    assertTrue(passed.passed(), "it might still have come");
    program.onceAsked(1, () -> program.says(1, ClientProgram.Kind.ERROR));
    Deadline deadline = late();
    Evidence evidence = broken(() -> told.unanswered(unanswered(), deadline));
    assertFalse(deadline.passed());
    assertEquals("app: answer ERROR", evidence.signature());
    assertEquals(new Expected.OfClient("no answer yet"), evidence.expected());
    assertEquals(PLACE, evidence.place());
  }

  @Test
  void aProgramThatEndsDoesNotStayUnanswered() {
    told.tell(tell(Command.QUERY, "app"));
    program.ends("it has ended");
    Evidence evidence = broken(() -> told.unanswered(unanswered(), late()));
    assertEquals(new Actual.ProgramEnded("it has ended"), evidence.came());
  }

  @Test
  void theProgramIsReturned() {
    told.close();
    assertTrue(program.closed());
  }
}
