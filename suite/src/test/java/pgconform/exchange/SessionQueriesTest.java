package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.Bind;
import pgconform.wire.Bytes;
import pgconform.wire.Close;
import pgconform.wire.CopyData;
import pgconform.wire.CopyDone;
import pgconform.wire.CopyFail;
import pgconform.wire.Describe;
import pgconform.wire.Execute;
import pgconform.wire.Flush;
import pgconform.wire.FunctionCall;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/** What pgconform answers where it is the server: to a proxy, and to a driver. */
class SessionQueriesTest {
  private static final int PROCESS_ID = 4711;

  private final SessionQueries queries =
      new SessionQueries(
          new BackendSql(PROCESS_ID, "u", "d", BackendSql.REPORTED), "select held"::equals);

  private String say(Message... messages) {
    return List.of(messages).stream()
        .flatMap(message -> queries.take(message).stream())
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private String reply(String error) {
    return queries.reply(Optional.ofNullable(error)).stream()
        .map(Message::messageName)
        .collect(Collectors.joining(" "));
  }

  private static String row(String value) {
    return "RowDescription(columns=[\"result\" 25]) DataRow(values=[\"%s\"])".formatted(value)
        + " CommandComplete(\"SELECT 1\") ReadyForQuery(idle)";
  }

  @ParameterizedTest
  @CsvSource({
    "select 1, 1",
    "select 'alive 7', alive 7",
    "select pg_catalog.pg_backend_pid(), 4711",
    "select current_user, u",
    "select current_database(), d",
    "show client_encoding, UTF8",
    "SHOW datestyle, 'ISO, MDY'",
    "SELECT version(), 'PostgreSQL 18.0, played by pgconform'",
    "table t, 1",
  })
  void aQueryHasOneRow(String sql, String value) {
    assertEquals(row(value), say(new Query(sql)));
  }

  @Test
  void transactionsHaveTheirStatus() {
    assertEquals(
        "CommandComplete(\"BEGIN\") ReadyForQuery(in transaction)", say(new Query("begin")));
    assertEquals("", say(new Query("select held")));
    assertEquals("ErrorResponse ReadyForQuery", reply("57014"));
    String refused = say(new Query("select 1"));
    assertTrue(refused.matches("ErrorResponse\\([^)]*C=25P02.*"), refused);
    assertTrue(refused.endsWith("ReadyForQuery(failed transaction)"), refused);
    assertEquals("CommandComplete(\"ROLLBACK\") ReadyForQuery(idle)", say(new Query("COMMIT")));
  }

  @Test
  void parametersAreReportedWhenTheyChange() {
    assertEquals(
        "CommandComplete(\"SET\") ParameterStatus(application_name=\"a b\") ReadyForQuery(idle)",
        say(new Query("SET application_name TO 'a b'")));
    assertEquals(row("a b"), say(new Query("show application_name")));
    assertEquals(
        "CommandComplete(\"SET\") ReadyForQuery(idle)", say(new Query("set work_mem = 4")));
    assertEquals(
        "CommandComplete(\"DISCARD ALL\") ParameterStatus(application_name=\"\")"
            + " ReadyForQuery(idle)",
        say(new Query("DISCARD ALL")));
  }

  @Test
  void statementsComeOneAfterTheOther() {
    assertEquals(
        "CommandComplete(\"SET\") ParameterStatus(TimeZone=\"a;b\") CommandComplete(\"COMMIT\")"
            + " ReadyForQuery(idle)",
        say(new Query("set timezone = 'a;b'; commit;")));
    assertEquals("EmptyQueryResponse ReadyForQuery(idle)", say(new Query(" ; ")));
  }

  @Test
  void aHeldQueryEndsWhenItIsAnswered() {
    assertEquals("", say(new Query("select held")));
    assertEquals(Optional.of("select held"), queries.running());
    assertEquals("RowDescription DataRow CommandComplete ReadyForQuery", reply(null));
    assertEquals(Optional.empty(), queries.running());
  }

  @Test
  void theExtendedProtocolIsAnsweredAtSync() {
    assertEquals("", say(new Parse("s", "select 'x'", List.of())));
    assertEquals(
        "ParseComplete ParameterDescription(parameterTypes=[])"
            + " RowDescription(columns=[\"result\" 25])",
        say(new Describe('S', "s"), new Flush()));
    assertEquals(
        "BindComplete DataRow(values=[\"x\"]) CommandComplete(\"SELECT 1\") CloseComplete"
            + " ReadyForQuery(idle)",
        say(
            new Bind("", "s", List.of(), List.of(), List.of()),
            new Execute("", 0),
            new Close('S', "s"),
            new Sync()));
  }

  @Test
  void aHeldQueryOfTheExtendedProtocolIsFollowedBySync() {
    assertEquals(
        "",
        say(
            new Parse("", "select held", List.of()),
            new Bind("", "", List.of(), List.of(), List.of()),
            new Execute("", 0)));
    assertEquals(Optional.empty(), queries.running());
    assertEquals("", say(new Flush()));
    assertEquals(Optional.of("select held"), queries.running());
    assertEquals("ParseComplete BindComplete ErrorResponse", reply("57014"));
    // What comes up to Sync belongs to the query that has failed.
    assertEquals("ReadyForQuery(idle)", say(new Execute("", 0), new Sync()));
  }

  @Test
  void whatIsBehindAHeldQueryIsAnsweredAfterIt() {
    Bind bind = new Bind("", "", List.of(), List.of(), List.of());
    Execute execute = new Execute("", 0);
    say(new Parse("", "select held", List.of()), bind, execute);
    assertEquals("", say(new Parse("", "select 'x'", List.of()), bind, execute, new Sync()));
    assertEquals(
        "ParseComplete BindComplete DataRow CommandComplete ParseComplete BindComplete DataRow"
            + " CommandComplete ReadyForQuery",
        reply(null));
    assertEquals("ReadyForQuery(idle)", say(new Sync()));
    assertEquals("", say(new Query("begin; select held; commit")));
    assertEquals(
        "CommandComplete RowDescription DataRow CommandComplete CommandComplete ReadyForQuery",
        reply(null));
    assertEquals("", say(new Query("begin; select held; commit")));
    assertEquals("CommandComplete ErrorResponse ReadyForQuery", reply("57014"));
  }

  @Test
  void aCopyTakesDataUntilItIsDone() {
    Message data = new CopyData(Bytes.ofText("1\n"));
    assertEquals(
        "CopyInResponse(format=0, columnFormats=[0])", say(new Query("copy t from stdin")));
    assertEquals("", say(data, new Sync(), new Flush()));
    assertEquals("CommandComplete(\"COPY 0\") ReadyForQuery(idle)", say(new CopyDone()));
    say(new Query("copy t from stdin"));
    String failed = say(new CopyFail("no"));
    assertTrue(failed.contains("C=57014") && failed.endsWith("ReadyForQuery(idle)"), failed);
    assertEquals("", say(data, new CopyDone()));
    say(new Parse("", "copy t from stdin", List.of()));
    assertTrue(
        say(new Bind("", "", List.of(), List.of(), List.of()), new Execute("", 0))
            .contains("CopyInResponse"));
    assertEquals("", say(data, new CopyDone()));
    assertEquals("CommandComplete(\"COPY 0\") ReadyForQuery(idle)", say(new Sync()));
    String out = say(new Query("copy t to stdout"));
    assertTrue(out.startsWith("CopyOutResponse") && out.contains("COPY 1"), out);
  }

  /** A driver whose query is {@code select 1}. */
  private static final class OfADriver {
    final DriverSql sql = new DriverSql("select 1");
    final SessionQueries queries = new SessionQueries(sql, sql::isQuery);

    List<String> take(Message... messages) {
      return Stream.of(messages)
          .flatMap(message -> queries.take(message).stream())
          .map(Message::messageName)
          .toList();
    }

    boolean runs() {
      return queries.running().isPresent();
    }

    List<String> reply() {
      return queries.reply(Optional.empty()).stream().map(Message::messageName).toList();
    }
  }

  private static Message[] extended(String sql) {
    return new Message[] {
      new Parse("", sql, List.of()),
      new Bind("", "", List.of(), List.of(), List.of()),
      new Describe('P', ""),
      new Execute("", 0)
    };
  }

  @Test
  void aDriversOwnQueriesAreAnsweredAtOnce() {
    OfADriver driver = new OfADriver();
    assertTrue(driver.queries.isAside(new Query("set a = 1")));
    assertEquals(List.of("CommandComplete", "ReadyForQuery"), driver.take(new Query("set a = 1")));
    assertEquals(List.of(), driver.take(extended("set a = 1")));
    assertEquals(
        List.of("ParseComplete", "BindComplete", "NoData", "CommandComplete", "ReadyForQuery"),
        driver.take(new Sync()));
    assertFalse(driver.runs());
  }

  @Test
  void theQueryOfTheCaseRunsUntilItIsTold() {
    OfADriver driver = new OfADriver();
    assertFalse(driver.queries.isAside(new Query("select 1;")));
    assertEquals(List.of(), driver.take(new Query("select 1;")));
    assertTrue(driver.runs());
    assertEquals(
        List.of("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery"), driver.reply());
    assertFalse(driver.runs());
  }

  @Test
  void inTheExtendedProtocolItRunsFromSyncOn() {
    OfADriver driver = new OfADriver();
    for (int i = 0; i < 2; i++) {
      assertFalse(driver.queries.isAside(extended("select 1")[0]));
      assertEquals(List.of(), driver.take(extended("select 1")));
      assertFalse(driver.runs());
      assertFalse(driver.queries.isAside(new Sync()));
      assertEquals(List.of(), driver.take(new Sync()));
      assertTrue(driver.runs());
      assertEquals(
          List.of(
              "ParseComplete",
              "BindComplete",
              "RowDescription",
              "DataRow",
              "CommandComplete",
              "ReadyForQuery"),
          driver.reply());
    }
  }

  @Test
  void aStatementThatADriverHasKeptIsRunAgain() {
    OfADriver driver = new OfADriver();
    Bind again = new Bind("", "kept", List.of(), List.of(), List.of());
    assertEquals(List.of(), driver.take(new Parse("kept", "select 1", List.of())));
    for (int i = 0; i < 2; i++) {
      assertFalse(driver.queries.isAside(again));
      assertEquals(List.of(), driver.take(again, new Execute("", 0), new Sync()));
      assertTrue(driver.runs());
      driver.reply();
      assertTrue(driver.queries.isAside(new Describe('S', "kept")));
    }
    driver.take(new Parse("kept", "set a = 1", List.of()));
    assertTrue(driver.queries.isAside(again));
    driver.take(again, new Execute("", 0));
    assertEquals(
        List.of("ParseComplete", "BindComplete", "CommandComplete", "ReadyForQuery"),
        driver.take(new Sync()));
    assertFalse(driver.runs());
  }

  @Test
  void whatIsNoQueryIsLeftToOthers() {
    FunctionCall call = new FunctionCall(1, List.of(), List.of(), 0);
    for (Message none : List.of(new Terminate(), call)) {
      assertFalse(SessionQueries.isOfSession(none));
      assertFalse(new OfADriver().queries.isAside(none));
      assertEquals("", say(none));
    }
    List<Message> all = new ArrayList<>(List.of(extended("set a = 1")));
    all.addAll(List.of(new Query("set a = 1"), new Close('S', ""), new Flush(), new Sync()));
    all.addAll(List.of(new CopyData(Bytes.EMPTY), new CopyDone(), new CopyFail("no")));
    for (Message one : all) {
      assertTrue(SessionQueries.isOfSession(one), one::toString);
      assertTrue(new OfADriver().queries.isAside(one), one::toString);
    }
  }
}
