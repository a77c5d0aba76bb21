package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.testing.Fault;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** Queries of a session, and what comes instead of their answers. */
class QueryTest {
  private static final BackendMessage NOTICE =
      new NoticeResponse(Rows.error("NOTICE", "00000", "by the way").fields());

  private static final DataRow ROW = new DataRow(List.of());

  @Test
  void oneReadyForQueryTooManyIsNoAnswer() throws Exception {
    try (ScriptedServer server = PostgresLike.start(Fault.READY_FOR_QUERY_TWICE);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      for (int i = 0; i < 3; i++) {
        assertEquals(List.of(List.of("7")), session.query("select 7", Deadline.in(Judged.PATIENT)));
      }
    }
  }

  @Test
  void queries() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      assertEquals(List.of(List.of("7")), session.query("select 7", SessionTesting.soon()));
      QueryException e =
          assertThrows(
              QueryException.class, () -> session.query("nonsense", SessionTesting.soon()));
      assertEquals(
          "Query(\"nonsense\") failed: ErrorResponse(S=ERROR, V=ERROR, C=42601,"
              + " M=\"this server does not know that query\")",
          e.getMessage());
      // A query that failed leaves the session as it was.
      assertEquals(List.of(List.of("8")), session.query("select 8", SessionTesting.soon()));
    }
  }

  private static Script afterStartUp(Script script) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      peer.next();
      script.serve(peer);
    };
  }

  private static List<List<String>> answer(Script script, Duration patience) throws IOException {
    try (ScriptedServer server = ScriptedServer.start(afterStartUp(script));
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      return session.query("select 1", Deadline.in(patience));
    }
  }

  private static String failureOfQuery(Script script, Duration patience) {
    return assertThrows(QueryException.class, () -> answer(script, patience)).getMessage();
  }

  @Test
  void queriesThatAreNotAnswered() {
    assertEquals(
        "Query(\"select 1\") was not answered in time",
        failureOfQuery(Peer::awaitEnd, Duration.ofMillis(100)));
    assertEquals(
        "got Closed[FIN] instead of an answer to Query(\"select 1\")",
        failureOfQuery(Peer::close, SessionTesting.PATIENCE));
    assertEquals(
        "got Closed[RST] instead of an answer to Query(\"select 1\")",
        failureOfQuery(Peer::reset, SessionTesting.PATIENCE));
  }

  @Test
  void rowsOfAllKinds() throws IOException {
    List<Optional<Bytes>> columns = new ArrayList<>();
    columns.add(Optional.of(Bytes.ofText("a")));
    columns.add(Optional.empty());
    columns.add(Optional.of(Bytes.EMPTY));
    List<List<String>> rows =
        answer(
            peer -> {
              peer.send(
                  NOTICE,
                  new DataRow(columns),
                  new DataRow(List.of()),
                  new ParameterStatus("x", "y"),
                  new ReadyForQuery('I'));
              peer.awaitEnd();
            },
            SessionTesting.PATIENCE);
    assertEquals(2, rows.size());
    assertEquals("a", rows.get(0).get(0));
    assertNull(rows.get(0).get(1));
    assertEquals("", rows.get(0).get(2));
    assertEquals(List.of(), rows.get(1));
  }

  @Test
  void parametersThatChange() throws IOException {
    Script script =
        afterStartUp(
            peer -> {
              peer.send(ROW, new ParameterStatus("TimeZone", "UTC"), new ReadyForQuery('I'));
              peer.awaitEnd();
            });
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      session.query("select 1", SessionTesting.soon());
      assertEquals(Map.of("TimeZone", "UTC"), session.parameters());
    }
  }

  @Test
  void theEndOfASession() throws Exception {
    CompletableFuture<Object> last = new CompletableFuture<>();
    CompletableFuture<Object> ending = new CompletableFuture<>();
    Script script =
        afterStartUp(
            peer -> {
              peer.send(ROW, new ReadyForQuery('I'));
              last.complete(peer.next());
              ending.complete(peer.awaitEnd());
            });
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller()) {
      try (Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
        session.query("select 1", SessionTesting.soon());
        assertFalse(session.link().closedByPeer());
      }
      assertEquals(new Terminate(), last.get(20, TimeUnit.SECONDS));
      assertEquals(pgconform.testing.Ending.FIN, ending.get(20, TimeUnit.SECONDS));
    }
  }
}
