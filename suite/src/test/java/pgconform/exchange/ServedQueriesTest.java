package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pgconform.wire.Bind;
import pgconform.wire.Describe;
import pgconform.wire.Execute;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

class ServedQueriesTest {
  private final ServedQueries queries = new ServedQueries("select 1");

  private List<String> take(Message... messages) {
    return Stream.of(messages)
        .flatMap(message -> queries.take(message).orElseThrow().stream())
        .map(Message::messageName)
        .toList();
  }

  private List<String> reply(Optional<String> error) {
    return queries.reply(error).stream().map(Message::messageName).toList();
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
    assertTrue(queries.isAside(new Query("set a = 1")));
    assertEquals(List.of("CommandComplete", "ReadyForQuery"), take(new Query("set a = 1")));
    assertEquals(List.of(), take(extended("set a = 1")));
    assertEquals(
        List.of(
            "ParseComplete", "BindComplete", "RowDescription", "CommandComplete", "ReadyForQuery"),
        take(new Sync()));
    assertFalse(queries.running());
  }

  @Test
  void theQueryOfTheCaseRunsUntilItIsTold() {
    assertFalse(queries.isAside(new Query("select 1;")));
    assertEquals(List.of(), take(new Query("select 1;")));
    assertTrue(queries.running());
    assertEquals(
        List.of("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery"),
        reply(Optional.empty()));
    assertFalse(queries.running());
    assertEquals(List.of(), take(new Query("select 1")));
    assertEquals(List.of("ErrorResponse", "ReadyForQuery"), reply(Optional.of("57014")));
  }

  @Test
  void inTheExtendedProtocolItRunsFromSyncOn() {
    for (int i = 0; i < 2; i++) {
      assertFalse(queries.isAside(extended("select 1")[0]));
      assertEquals(List.of(), take(extended("select 1")));
      assertFalse(queries.running());
      assertFalse(queries.isAside(new Sync()));
      assertEquals(List.of(), take(new Sync()));
      assertTrue(queries.running());
      assertEquals(
          List.of(
              "ParseComplete",
              "BindComplete",
              "RowDescription",
              "DataRow",
              "CommandComplete",
              "ReadyForQuery"),
          reply(Optional.empty()));
    }
  }

  @Test
  void aStatementThatADriverHasKeptIsRunAgain() {
    Bind again = new Bind("", "kept", List.of(), List.of(), List.of());
    assertEquals(List.of(), take(new Parse("kept", "select 1", List.of())));
    for (int i = 0; i < 2; i++) {
      assertFalse(queries.isAside(again));
      assertEquals(List.of(), take(again, new Execute("", 0), new Sync()));
      assertTrue(queries.running());
      reply(Optional.empty());
      assertTrue(queries.isAside(new Describe('S', "kept")));
    }
    take(new Parse("kept", "set a = 1", List.of()));
    assertTrue(queries.isAside(again));
    take(again, new Execute("", 0));
    assertEquals(
        List.of("ParseComplete", "BindComplete", "CommandComplete", "ReadyForQuery"),
        take(new Sync()));
    assertFalse(queries.running());
  }

  @Test
  void whatIsNoQueryIsLeftToOthers() {
    assertEquals(Optional.empty(), queries.take(new Terminate()));
    assertFalse(queries.isAside(new Terminate()));
  }
}
