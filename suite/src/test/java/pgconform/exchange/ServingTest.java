package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.receives;
import static pgconform.exchange.ClientCase.send;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pgconform.link.Link;
import pgconform.wire.Query;

/** The queries that a driver sends for its own purposes are answered, and no others. */
class ServingTest {
  private static final String AWAITED = "select 1";
  private static final List<String> DONE = List.of("CommandComplete", "ReadyForQuery");

  private final ClientCase all = new ClientCase(ClientCase.LONG);
  private final Serving serving = all.serving;

  @AfterEach
  void close() {
    all.close();
  }

  /** A session of the driver, which is not served yet. */
  private Link session(String name) {
    Link driver = all.connect();
    send(driver, ServedClient.LOGIN.startupMessage());
    assertTrue(all.poller.await(all.listening::hasConnection, late()));
    Link link = all.listening.accept(all.transcript, name, late()).orElseThrow().link();
    all.scope.put(name, List.of(new Connection(link)));
    assertTrue(link.next(late()).isPresent());
    return driver;
  }

  private Connection connection(String name) {
    return all.scope.group(name).get(0);
  }

  private void has(String name) {
    assertTrue(all.poller.await(connection(name).link::hasEvent, late()));
  }

  @Test
  void aConnectionIsServedOnlyOnceItIsASession() {
    Link driver = session("a");
    send(driver, new Query("set a = 1"));
    has("a");
    assertFalse(serving.due(AWAITED));
    serving.serve(AWAITED);
    assertTrue(connection("a").link.hasEvent(), "it is left there");
    connection("a").serves(Optional.empty());
    assertTrue(serving.due(AWAITED));
    serving.serve(AWAITED);
    assertFalse(serving.due(AWAITED));
    assertEquals(DONE, receives(driver, "ReadyForQuery"));
  }

  @Test
  void theQueryOfTheCaseIsLeftToItsSteps() {
    Link driver = session("a");
    connection("a").serves(Optional.empty());
    send(driver, new Query("set a = 1"), new Query("set b = 1"), new Query(AWAITED));
    assertTrue(all.poller.await(() -> connection("a").link.untaken(2, late()).isPresent(), late()));
    assertTrue(serving.due(AWAITED));
    serving.serve(AWAITED);
    assertEquals(DONE, receives(driver, "ReadyForQuery"));
    assertEquals(DONE, receives(driver, "ReadyForQuery"));
    assertFalse(serving.due(AWAITED));
    assertTrue(connection("a").link.hasEvent());
  }

  @Test
  void eachSessionIsServedUntilItEnds() {
    Link first = session("a");
    Link second = session("b");
    connection("a").serves(Optional.empty());
    connection("b").serves(Optional.empty());
    send(first, new Query("set a = 1"));
    send(second, new Query("set b = 1"));
    has("a");
    has("b");
    serving.serve(AWAITED);
    assertEquals(DONE, receives(first, "ReadyForQuery"));
    assertEquals(DONE, receives(second, "ReadyForQuery"));
    first.closeOutput();
    has("a");
    assertFalse(serving.due(AWAITED), "an end is no query");
    send(second, new Query("set b = 2"));
    has("b");
    assertTrue(serving.due(AWAITED));
  }
}
