package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.Bind;
import pgconform.wire.Close;
import pgconform.wire.CopyFail;
import pgconform.wire.Describe;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Execute;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.Sync;

/** Statements and portals are kept by name, and an error discards what was sent with it. */
class StatementsAndPortalsTest {
  private final SessionQueries queries =
      new SessionQueries(
          new BackendSql(1, "u", "d", BackendSql.REPORTED), sql -> sql.contains("held"));

  private String say(Message... messages) {
    return names(Stream.of(messages).flatMap(message -> queries.take(message).stream()));
  }

  private String reply(String error) {
    return names(queries.reply(Optional.ofNullable(error)).stream());
  }

  /** The names of messages, with the SQLSTATE of errors. */
  private static String names(Stream<? extends Message> messages) {
    return messages
        .map(
            message ->
                message instanceof ErrorResponse error
                    ? error.sqlState().orElseThrow()
                    : message.messageName())
        .collect(Collectors.joining(" "));
  }

  private static Parse parse(String name, String sql) {
    return new Parse(name, sql, List.of());
  }

  private static Bind bind(String portal, String statement) {
    return new Bind(portal, statement, List.of(), List.of(), List.of());
  }

  @Test
  void aStatementAndAPortalOfOneNameAreTwo() {
    say(parse("x", "select 1"), bind("x", "x"), parse("x", "set a = 1"));
    assertEquals(
        "ParseComplete BindComplete ParseComplete ParameterDescription NoData RowDescription"
            + " ReadyForQuery",
        say(new Describe('S', "x"), new Describe('P', "x"), new Sync()));
  }

  @ParameterizedTest
  @CsvSource({
    "S, NoData, RowDescription, DataRow CommandComplete",
    "P, RowDescription, NoData, EmptyQueryResponse"
  })
  void whatIsClosedIsGoneAndNothingElse(char what, String statement, String portal, String rows) {
    say(parse("x", "select 1"), bind("x", "x"), new Sync());
    Describe first = new Describe('S', "x");
    Describe second = new Describe('P', "x");
    assertEquals(
        "CloseComplete ParameterDescription %s %s %s ReadyForQuery"
            .formatted(statement, portal, rows),
        say(new Close(what, "x"), first, second, new Execute("x", 0), new Sync()));
  }

  @Test
  void whatHasNoTextIsAnEmptyQuery() {
    assertEquals("EmptyQueryResponse ReadyForQuery", say(new Execute("none", 0), new Sync()));
    assertEquals(
        "ParseComplete BindComplete EmptyQueryResponse ReadyForQuery",
        say(parse("", " "), bind("", ""), new Execute("", 0), new Sync()));
  }

  @Test
  void whoKeepsTooManyIsTold() {
    for (int i = 0; i < 1000; i++) {
      say(parse("s" + i, "select 1"), bind("p" + i, "s" + i));
    }
    say(new Sync());
    assertEquals("54000 ReadyForQuery", say(parse("more", ""), new Execute("p0", 0), new Sync()));
    assertEquals("54000 ReadyForQuery", say(bind("more", "s0"), new Execute("p0", 0), new Sync()));
    assertEquals(
        "ParseComplete BindComplete ReadyForQuery",
        say(parse("s0", "select 2"), bind("p0", "s0"), new Sync()));
  }

  @Test
  void aHeldStatementRunsWhenAnAnswerToItIsAwaited() {
    say(parse("", "select held"), bind("", ""), new Execute("", 0));
    say(parse("", "select 1"), bind("", ""));
    assertEquals(Optional.empty(), queries.running());
    say(new Sync());
    assertEquals(Optional.of("select held"), queries.running());
  }

  @Test
  void heldStatementsRunOneAfterTheOther() {
    say(parse("", "select held"), bind("", ""), new Execute("", 0), new Execute("", 0), new Sync());
    // What is owed goes out with the end of the last one.
    assertEquals("", reply(null));
    assertEquals(Optional.of("select held"), queries.running());
    assertEquals(
        "ParseComplete BindComplete DataRow CommandComplete DataRow CommandComplete ReadyForQuery",
        reply(null));
    assertEquals(Optional.empty(), queries.running());
  }

  @Test
  void aHeldStatementWithoutRowsHasNoDescription() {
    assertEquals("", say(new Query("set held = 1")));
    assertEquals("CommandComplete ReadyForQuery", reply(null));
  }

  @Test
  void anErrorDiscardsTheRestOfTheQuery() {
    say(new Query("begin; select held"));
    assertEquals("CommandComplete 57014 ReadyForQuery", reply("57014"));
    assertEquals("25P02 ReadyForQuery", say(new Query("select 1; select 2")));
    say(new Query("rollback"));
    assertEquals("CopyInResponse", say(new Query("copy t from stdin; select 2")));
    assertEquals("57014 ReadyForQuery", say(new CopyFail("no")));
    assertEquals("CopyInResponse", say(new Query("copy t from stdin")));
    assertEquals("08P01 ReadyForQuery", say(new Query("select 2")));
  }

  @Test
  void anErrorDiscardsWhatComesUpToSync() {
    Execute execute = new Execute("", 0);
    say(parse("", "select held"), bind("", ""), execute, new Sync());
    assertEquals("ParseComplete BindComplete 57014 ReadyForQuery", reply("57014"));
    say(new Query("begin; select held"));
    reply("57014");
    assertEquals(
        "ParseComplete BindComplete 25P02 ReadyForQuery",
        say(parse("", "select 1"), bind("", ""), execute, execute, new Sync()));
    say(new Query("rollback"), parse("", "copy t from stdin"), bind("", ""), execute);
    assertEquals("", say(new CopyFail("no"), execute, new Query("select 1")));
    assertEquals("57014 ReadyForQuery", say(new Sync()));
    assertTrue(say(new Query("select 1")).startsWith("RowDescription"));
  }
}
