package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Address;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Transcript;
import pgconform.scenario.Scenario;
import pgconform.scenario.TellStep.Command;
import pgconform.testing.Scenarios;
import pgconform.wire.Query;

/** The steps of a case with a client, whose program a test plays. */
class ClientInterpreterTest extends ClientSteps {
  @Test
  void aSessionIsServedAndItsQueryAnswered() throws Exception {
    asksAndStarts();
    run(
        CONNECT
            + """
            - admit: s
            - told: app
              of: connect
              is: ok
              where ok:
                - delay: 1ms
                - tell: app
                  to: close
            """);
    assertEquals(Command.CLOSE, program.orders.get(1).command());
    List<String> names = ClientCase.receives(driver, "ReadyForQuery");
    assertTrue(names.contains("BackendKeyData"), names::toString);
  }

  @Test
  void stepsForASuccessAreLeftOutAfterAFailure() throws Exception {
    program.obeys = number -> program.says(number, ClientProgram.Kind.ERROR);
    run(
        CONNECT
            + """
            - told: app
              of: connect
              is: [ok, error]
              where ok:
                - tell: app
                  to: close
            - accept: a
              where it comes:
                - tell: app
                  to: close
            """);
    assertEquals(1, program.orders.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- told: app\n  of: connect\n  is: ok\n  within: 30ms\n",
        "- accept: a\n  within: 30ms\n",
        "- quiet: app\n  unanswered: connect\n  for: 30ms\n- accept: a\n  within: 1ms\n",
      })
  void aStepMayHaveALimitOfItsOwn(String step) {
    long start = System.nanoTime();
    assertEquals(new Actual.Nothing(), broken(CONNECT + step).came());
    long waited = System.nanoTime() - start;
    assertTrue(waited > Duration.ofMillis(29).toNanos(), () -> "waited for " + waited);
    assertTrue(waited < ClientCase.LONG.toNanos(), () -> "waited for " + waited);
  }

  @Test
  void withoutALimitOfItsOwnAStepHasThatOfTheCase() {
    limit = Duration.ofMillis(40);
    long start = System.nanoTime();
    assertEquals(
        new Actual.Nothing(), broken(CONNECT + "- told: app\n  of: connect\n  is: ok\n").came());
    long waited = System.nanoTime() - start;
    assertTrue(waited > Duration.ofMillis(39).toNanos(), () -> "waited for " + waited);
  }

  @Test
  void theRunningQueryIsAwaitedAndAnsweredOrNot() throws Exception {
    asksAndStarts();
    run(
        CONNECT
            + """
            - admit: s
            - tell: app
              to: query
            """);
    ClientCase.receives(driver, "ReadyForQuery");
    ClientCase.send(driver, new Query("set a = 1"), new Query("select 1"));
    Scenario more =
        Scenarios.of(
            Scenarios.head("must")
                + """
                role: client
                steps:
                  - admit: s
                  - running: s
                  - reply: s
                    error: "57014"
                """);
    interpreter.run(more.steps().subList(1, 3));
    assertEquals(
        List.of("CommandComplete", "ReadyForQuery"), ClientCase.receives(driver, "ReadyForQuery"));
    assertEquals(
        List.of("ErrorResponse", "ReadyForQuery"), ClientCase.receives(driver, "ReadyForQuery"));
    Evidence evidence =
        assertThrows(
                RequirementFailedException.class,
                () ->
                    interpreter.run(
                        Scenarios.of(
                                Scenarios.head("must")
                                    + "role: client\nsteps:\n  - admit: s\n"
                                    + "  - running: s\n    within: 20ms\n")
                            .steps()
                            .subList(1, 2)))
            .evidence;
    assertEquals("s: expected the query, got nothing within the time limit", evidence.sentence());
  }

  @Test
  void aBrokenContractEndsTheCaseBeforeItsNextStep() {
    program.breaks("it babbles");
    CannotJudgeException e =
        assertThrows(CannotJudgeException.class, () -> run(CONNECT + "- no connection: 1ms\n"));
    assertEquals("it babbles", e.getMessage());
    assertEquals(List.of(), program.orders);
  }

  @Test
  void aContractThatIsBrokenInTheLastStepEndsTheCaseToo() {
    program.obeys = number -> program.breaks("it babbles");
    assertThrows(CannotJudgeException.class, () -> run("- no connection: 1ms\n" + CONNECT));
    assertEquals(1, program.orders.size());
  }

  @Test
  void whatADriverCannotDoExplainsAMissingMessage() {
    program.obeys = number -> program.says(number, ClientProgram.Kind.UNSUPPORTED);
    CannotJudgeException e =
        assertThrows(
            CannotJudgeException.class,
            () -> run(CONNECT + "- told: app\n  of: connect\n  is: ok\n"));
    assertEquals(Verdict.UNSUPPORTED, e.verdict);
  }

  @Test
  void addressesAreClosedAndOpened() {
    Evidence evidence =
        broken(
            """
            - listen: [127.0.0.2]
            - tell: app
              to: connect
              at: [127.0.0.2]
            - no connection: 20ms
            - accept: a
              at: 127.0.0.2
              within: 20ms
            """);
    assertEquals("a connection", evidence.expected().toString());
    int port =
        URI.create(
                String.valueOf(program.orders.get(0).fields().get("url")).replace("127.0.0.2", "h"))
            .getPort();
    Address usual = new Address.Tcp("127.0.0.1", port);
    assertThrows(
        LinkException.class,
        () -> Link.connect(outside, Transcript.none(), "driver", usual, ClientCase.late()));
  }

  @ParameterizedTest
  @CsvSource({
    "other, connect, a session of the client",
    "app, query, a query of the client",
    "app, cancel, a CancelRequest of the client",
    "app, close, a session of the client",
  })
  void aPreconditionSaysWhatItIsAbout(String name, String command, String what) {
    PreconditionFailedException e =
        assertThrows(
            PreconditionFailedException.class,
            () ->
                run(
                    """
                    - given:
                        - tell: app
                          to: connect
                        - tell: %s
                          to: %s
                        - told: app
                          of: connect
                          is: ok
                          within: 1ms
                        - tell: app
                          to: cancel
                    - told: app
                      of: connect
                      is: ok
                    """
                        .formatted(name, command)));
    assertEquals(what, e.what.toString());
    assertEquals(new Actual.Nothing(), e.evidence.came());
  }

  @Test
  void aSilenceIsExcusedIfThisProcessMayHaveMissedTheAnswer() throws Exception {
    limit = Duration.ofSeconds(10);
    run("- no connection: 1ms\n");
    Expected expected = new Expected.OfClient("b");
    Evidence silence = new Evidence(ClientCase.PLACE, "a", expected, new Actual.Nothing());
    Evidence other = new Evidence(ClientCase.PLACE, "a", expected, new Actual.Room(1));
    assertEquals(Optional.empty(), interpreter.missed(Duration.ofSeconds(1)));
    assertEquals(
        Optional.of(
            "nothing arrived within the time limit, but pgconform itself was not scheduled for"
                + " 1001 ms of that time"),
        interpreter.missed(Duration.ofMillis(1_001)));
    long longAgo = System.nanoTime() - Duration.ofDays(300).toNanos();
    PauseDetector.ofProcess().woken(longAgo, Duration.ofMinutes(1).toNanos());
    assertTrue(interpreter.excuse(silence, longAgo - 1).isPresent());
    assertEquals(Optional.empty(), interpreter.excuse(other, longAgo - 1));
    assertEquals(
        Optional.empty(),
        interpreter.excuse(silence, System.nanoTime() + Duration.ofDays(1).toNanos()));
  }

  @Test
  void theEndOfACaseClosesItsConnectionsBeforeTheProgramIsReturned() throws Exception {
    asksAndStarts();
    run(CONNECT + "- accept: a\n");
    assertFalse(program.closed());
    int port = URI.create(String.valueOf(program.orders.get(0).fields().get("url"))).getPort();
    interpreter.close();
    assertTrue(program.closed());
    assertTrue(interpreter.scope.group("a").get(0).link.closed());
    Address address = new Address.Tcp("127.0.0.1", port);
    assertThrows(
        LinkException.class,
        () -> Link.connect(outside, Transcript.none(), "driver", address, ClientCase.late()));
  }
}
