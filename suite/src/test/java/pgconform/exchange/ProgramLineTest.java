package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Deadline;
import pgconform.scenario.TellStep;
import pgconform.testing.ClientFault;
import pgconform.testing.ScriptedClient;
import pgconform.wire.CommandComplete;

/** What a report says about a client program, and what the program's driver is answered. */
class ProgramLineTest {
  private static final ProgramLine.Command QUERY =
      new ProgramLine.Command(TellStep.Command.QUERY, "app", "select 1");

  private static ClientProgram.Answer answer(String state, String words) {
    return new ClientProgram.Answer(ClientProgram.Kind.ERROR, Optional.ofNullable(state), words);
  }

  @Test
  void aLineSaysWhatHappened() {
    assertEquals("query app: select 1", QUERY.toString());
    assertEquals(
        "close app", new ProgramLine.Command(TellStep.Command.CLOSE, "app", "").toString());
    assertEquals(
        "query app: error: no", new ProgramLine.Answered(QUERY, answer(null, "no")).toString());
    assertEquals(
        "query app: no answer after 1.5 s",
        new ProgramLine.Unanswered(QUERY, Duration.ofMillis(1_530)).toString());
    assertEquals("it has ended", new ProgramLine.Ended("it has ended").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "57014, no, error 57014: no",
    "57014, '', error 57014",
    ", '', error",
    ", no, error: no",
  })
  void anAnswerHasItsStateAndWords(String state, String words, String text) {
    assertEquals(text, answer(state, words).toString());
  }

  @Test
  void aProgramKeepsTheContractUnlessItIsKnownToBreakIt() {
    ClientProgram program = new ScriptedClient(ClientFault.NONE);
    assertEquals(Optional.empty(), program.breach());
    program.close();
  }

  @Test
  void aDriverIsAnsweredWithARowOnlyToTheQueryOfTheCase() {
    DriverSql sql = new DriverSql("select 1");
    sql.failed();
    assertEquals('I', sql.status());
    assertTrue(sql.isQuery("/* hint */ select 1;"));
    assertFalse(sql.isQuery("select 2"));
    assertEquals(SessionSql.row("1"), sql.run("select 1"));
    assertEquals(List.of(new CommandComplete("SET")), sql.run("select 2"));
  }

  @Test
  void aClientHasALimitForEachAnswerAndOneForAll() {
    try (ClientCase all = new ClientCase(Duration.ofSeconds(10))) {
      assertEquals(Duration.ofSeconds(10), all.client.limit());
      assertEquals(ServedClient.LOGIN, all.client.defaultLogin());
      Deadline deadline = all.client.deadline();
      assertTrue(deadline.nanosLeft() > Duration.ofSeconds(5).toNanos());
      assertTrue(deadline.nanosLeft() <= Duration.ofSeconds(10).toNanos());
    }
    try (ClientCase all = new ClientCase(Duration.ofMillis(3))) {
      all.poller.pause(Duration.ofMillis(40).toNanos());
      assertTrue(all.client.deadline().passed(), "a case takes no longer than twelve answers");
    }
  }
}
