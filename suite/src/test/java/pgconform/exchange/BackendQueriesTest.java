package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.Bind;
import pgconform.wire.Close;
import pgconform.wire.Describe;
import pgconform.wire.Execute;
import pgconform.wire.Flush;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.Sync;

/** What a backend answers to a proxy. */
class BackendQueriesTest {
  private static final int PROCESS_ID = 4711;

  private final BackendQueries queries =
      new BackendQueries(new BackendSql(PROCESS_ID, BackendSql.REPORTED), "select held"::equals);

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
    assertTrue(refused.contains("C=25P02"), refused);
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
    assertEquals("ParseComplete BindComplete ErrorResponse", reply("57014"));
    // What comes up to Sync belongs to the query that has failed.
    assertEquals("ReadyForQuery(idle)", say(new Execute("", 0), new Sync()));
  }
}
