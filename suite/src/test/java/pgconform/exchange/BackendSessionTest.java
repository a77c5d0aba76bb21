package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Address;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CopyDone;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/** The sessions that a backend serves to a proxy. */
class BackendSessionTest {
  private static final Login LOGIN =
      new Login("u", "d", Optional.empty(), ProtocolVersion.V3_2, List.of());

  private final Poller outside = new Poller();
  private Backend backend;

  @BeforeEach
  void start() throws IOException {
    backend = Backend.start(Optional.empty());
  }

  @AfterEach
  void close() {
    backend.close();
    outside.close();
  }

  private Link connect() {
    try {
      Address at = new Address.Tcp("127.0.0.1", backend.port());
      return Link.connect(outside, Transcript.none(), "proxy", at, ClientCase.late());
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  private Session session(Parameter... parameters) throws StartUpException {
    return Session.start(connect(), LOGIN.with(List.of(parameters)), ClientCase.late());
  }

  private static String value(Session session, String sql) throws Exception {
    return session.query(sql, ClientCase.late()).get(0).get(0);
  }

  private static String next(Link link) {
    return link.next(ClientCase.late()).map(ClientCase::name).orElse("");
  }

  /** The session at the backend that runs a query which is held there. */
  private BackendSession holding(Session session, String query) {
    ClientCase.send(session.link(), new Query(query));
    return backend.running(query, ClientCase.late()).orElseThrow();
  }

  @Test
  void aSessionReportsWhatItWasAskedFor() throws Exception {
    Session session =
        session(new Parameter("APPLICATION_NAME", "pool"), new Parameter("other", "value"));
    assertEquals("pool", session.parameters().get("application_name"));
    assertEquals("18.0", session.parameters().get("server_version"));
    assertEquals(BackendSql.REPORTED.keySet(), session.parameters().keySet());
    assertEquals("pool", value(session, "show application_name"));
    assertEquals("u", value(session, "select current_user"));
    assertEquals("d", value(session, "select current_database()"));
  }

  @Test
  void theLastOfSeveralParametersCounts() throws Exception {
    Session session = session(new Parameter("database", "last"), new Parameter("user", "v"));
    assertEquals("v", value(session, "select current_user"));
    assertEquals("last", value(session, "select current_database()"));
    Session other = session(new Parameter("database", ""));
    assertEquals("u", value(other, "select current_database()"), "that of the user");
  }

  @Test
  void eachSessionHasItsProcessIdAndKey() throws Exception {
    Session first = session();
    Session second = session();
    BackendKeyData key = first.keyData().orElseThrow();
    assertEquals(20_001, key.processId());
    assertEquals("20001", value(first, "select pg_backend_pid()"));
    assertEquals("20002", value(second, "select pg_backend_pid()"));
    assertEquals(32, key.secretKey().size());
    String query = backend.held();
    BackendSession held = holding(second, query);
    assertEquals(second.keyData(), held.keyData());
    assertEquals(20_002, held.processId());
    assertEquals(query, held.running());
  }

  @Test
  void whatIsNeitherASessionNorACancelIsClosed() {
    Link link = connect();
    link.send(Bytes.ofText("GET / HTTP/1.1"), List.of(), ClientCase.late());
    assertTrue(next(link).startsWith("Closed"));
    Link refused = connect();
    refused.expectEncryptionResponse();
    ClientCase.send(refused, new SSLRequest());
    assertEquals("EncryptionResponse", next(refused));
    ClientCase.send(refused, new StartupMessage(ProtocolVersion.of(2 << 16), List.of()));
    assertTrue(next(refused).startsWith("Closed"));
  }

  @Test
  void aSessionWithoutAUserIsRefusedAndClosed() {
    Link link = connect();
    ClientCase.send(link, new StartupMessage(ProtocolVersion.V3_0, List.of()));
    assertEquals("ErrorResponse", next(link));
    assertTrue(next(link).startsWith("Closed"));
  }

  @Test
  void aSessionEndsWithTerminateAndItsKeyIsForgotten() throws Exception {
    Session session = session();
    BackendKeyData key = session.keyData().orElseThrow();
    CancelRequest request = new CancelRequest(key.processId(), key.secretKey());
    assertEquals("u", value(session, "select current_user"));
    Link cancel = connect();
    ClientCase.send(cancel, request);
    assertTrue(next(cancel).startsWith("Closed"));
    ClientCase.send(session.link(), new Terminate());
    assertTrue(next(session.link()).startsWith("Closed"));
    List<Boolean> named = List.of(true);
    for (int i = 0; i < 50 && named.get(named.size() - 1); i++) {
      // Its connection is closed just before it is forgotten.
      Link again = connect();
      ClientCase.send(again, request);
      assertTrue(next(again).startsWith("Closed"));
      named = backend.named().stream().map(Optional::isPresent).toList();
    }
    assertTrue(named.get(0));
    assertFalse(named.get(named.size() - 1));
  }

  @Test
  void whatComesBehindAHeldQueryIsTakenAfterIt() throws Exception {
    Session session = session();
    String query = backend.held();
    BackendSession held = holding(session, query);
    ClientCase.send(session.link(), new Query("select 'next'"));
    assertTrue(backend.poller().await(held.link::hasEvent, ClientCase.late()));
    held.reply(Optional.of("22012"));
    held.reply(Optional.of("22013"));
    List<String> came = ClientCase.receives(session.link(), "ReadyForQuery");
    assertEquals(List.of("ErrorResponse", "ReadyForQuery"), came);
    assertEquals(
        List.of("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery"),
        ClientCase.receives(session.link(), "ReadyForQuery"));
    assertEquals("", held.running());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCaseMayEndTheQueryItself(boolean ready) throws Exception {
    Session session = session();
    String query = backend.held();
    BackendSession held = holding(session, query);
    assertFalse(held.isUnusual());
    held.sent(ready);
    assertTrue(held.isUnusual());
    assertEquals(ready ? "" : query, held.running());
    ClientCase.send(session.link(), new Query("select 'next'"));
    if (!ready) {
      backend.release(query);
      ClientCase.receives(session.link(), "ReadyForQuery");
    }
    assertEquals(
        List.of("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery"),
        ClientCase.receives(session.link(), "ReadyForQuery"));
    held.sent(true);
    assertEquals("", held.running());
  }

  @Test
  void aQueryThatIsHeldNoLongerIsAnsweredAtOnce() throws Exception {
    Session session = session();
    BackendSession held = holding(session, backend.held());
    ClientCase.send(session.link(), new Query("select 1"));
    backend.release(held.running());
    assertEquals(4, ClientCase.receives(session.link(), "ReadyForQuery").size());
    assertEquals(4, ClientCase.receives(session.link(), "ReadyForQuery").size());
  }

  private static Optional<Message> since(BackendSession session, long nanos) {
    return session.since(nanos).map(event -> ((Event.Received) event).message());
  }

  @Test
  void whatAProxyHasSentSinceAMomentIsKnown() throws Exception {
    Session session = session();
    long start = System.nanoTime();
    String query = backend.held();
    BackendSession held = holding(session, query);
    assertEquals(Optional.of(new Query(query)), since(held, start));
    long later = System.nanoTime();
    assertEquals(Optional.empty(), since(held, later));
    ClientCase.send(session.link(), new CopyDone());
    assertTrue(backend.poller().await(held.link::hasEvent, ClientCase.late()));
    assertEquals(Optional.of(new CopyDone()), since(held, later));
    assertEquals(Optional.of(new Query(query)), since(held, start), "the first one");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndOfASessionIsNoMessage(boolean terminates) throws Exception {
    Session session = session();
    BackendSession held = holding(session, backend.held());
    long later = System.nanoTime();
    if (terminates) {
      ClientCase.send(session.link(), new Terminate());
    } else {
      session.link().closeOutput();
    }
    assertTrue(backend.poller().await(held.link::hasEvent, ClientCase.late()));
    assertEquals(Optional.empty(), since(held, later));
    assertFalse(held.link.closed(), "its query still runs");
  }

  @Test
  void aSessionThatIsEndedRunsNothing() throws Exception {
    Session session = session();
    BackendSession held = holding(session, backend.held());
    held.end();
    assertEquals("", held.running());
    assertTrue(held.link.closed());
    assertTrue(next(session.link()).startsWith("Closed"));
  }
}
