package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.testing.Judged;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** What a connection of a case is, and how it ends. */
class ConnectionTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
  private static final BackendKeyData KEY = new BackendKeyData(7, Bytes.ofHex("01020304"));

  private static final Duration LONG = Duration.ofHours(1);

  private final Transcript transcript = new Transcript();
  private ScriptedServer server;
  private Poller poller;
  private Connection connection;

  @BeforeEach
  void connect() throws LinkException {
    server = PostgresLike.start();
    poller = new Poller();
    connection = new Connection(link());
  }

  private static Deadline soon() {
    return Deadline.in(Judged.PATIENT);
  }

  private Link link() throws LinkException {
    return server.connector().open(poller, transcript, "c", Transport.PLAIN, soon());
  }

  @AfterEach
  void disconnect() {
    connection.link.close();
    poller.close();
    server.close();
  }

  private String last() {
    List<Transcript.Entry> entries = transcript.entries();
    return entries.get(entries.size() - 1).texts().get(0);
  }

  private boolean terminated() {
    return transcript.entries().stream().anyMatch(e -> e.texts().contains("Terminate"));
  }

  @Test
  void itServesNoClientUntilItIsMadeTheSessionOfOne() {
    assertFalse(connection.isServed());
    assertEquals(Optional.empty(), connection.keyData());
    connection.serves(Optional.of(KEY));
    assertTrue(connection.isServed());
    assertEquals(Optional.of(KEY), connection.keyData());
  }

  @ParameterizedTest
  @CsvSource({
    "user, tester, false",
    "user, someone, true",
    "database, test, false",
    "database, else, true",
    "options, something, false",
  })
  void aStartupMessageMayAskForAnotherUserOrDatabase(String name, String value, boolean another) {
    assertFalse(connection.isOfAnother(LOGIN), "it has asked for nothing");
    connection.startsWith(
        new StartupMessage(ProtocolVersion.V3_0, List.of(new Parameter(name, value))));
    assertEquals(another, connection.isOfAnother(LOGIN));
  }

  @Test
  void aSessionIsEndedWithTerminate() throws StartUpException {
    connection.began(Session.start(connection.link, LOGIN, soon()));
    assertTrue(connection.keyData().isPresent());
    connection.close();
    assertTrue(terminated());
    assertEquals("we close the connection (FIN)", last());
  }

  @Test
  void aSessionThatHasToMakeRoomIsEndedByTheServer() throws StartUpException {
    connection.began(Session.start(connection.link, LOGIN, soon()));
    connection.end(soon());
    assertTrue(terminated());
    assertEquals("closed", last());
  }

  @Test
  void aConnectionWithoutASessionIsJustClosed() throws LinkException {
    connection.close();
    assertEquals("we close the connection (FIN)", last());
    Connection other = new Connection(link());
    other.end(soon());
    assertEquals("we close the connection (FIN)", last());
    assertTrue(other.link.closed());
    assertFalse(terminated());
  }

  @ParameterizedTest(name = "waiting for its end: {0}")
  @ValueSource(booleans = {true, false})
  void aSessionThatTheServerHasEndedIsSentNothingMore(boolean waiting)
      throws LinkException, StartUpException {
    try (ScriptedServer ending =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
            })) {
      Connection ended =
          new Connection(ending.connector().open(poller, transcript, "e", Transport.PLAIN, soon()));
      ended.began(Session.start(ended.link, LOGIN, soon()));
      assertTrue(poller.await(ended.link::closedByPeer, soon()));
      if (waiting) {
        ended.end(soon());
      } else {
        ended.close();
      }
      assertTrue(ended.link.closed());
      assertFalse(terminated());
    }
  }

  @Test
  void aSessionOfAProxyIsLeftToTheBackend() {
    connection.isOf(new BackendSession(null, null, connection.link, 7));
    assertTrue(connection.backend().isPresent());
    connection.close();
    assertFalse(connection.link.closed());
    connection.end(soon());
    assertFalse(connection.link.closed());
  }

  /** A query that notes whether it was released. */
  private static final class Noted implements Hold {
    private final boolean certain;
    private boolean closed;

    private Noted(boolean certain) {
      this.certain = certain;
    }

    @Override
    public String query() {
      return "select noted()";
    }

    @Override
    public boolean certain() {
      return certain;
    }

    @Override
    public Duration least() {
      return LONG;
    }

    @Override
    public boolean awaitRunning(BooleanSupplier over, Poller other, Deadline deadline) {
      return true;
    }

    @Override
    public void release() {
      closed = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aHeldQueryIsReleasedInTheEnd() throws LinkException {
    Noted closed = new Noted(true);
    connection.hold(closed);
    connection.close();
    assertTrue(closed.closed);
    Noted ended = new Noted(true);
    Connection other = new Connection(link());
    other.hold(ended);
    other.end(soon());
    assertTrue(ended.closed);
  }

  @Test
  void onlyAQueryThatMayEndByItselfIsHeldUncertainly() {
    assertFalse(connection.holdsUncertainly());
    connection.hold(new Noted(true));
    assertFalse(connection.holdsUncertainly());
    Noted uncertain = new Noted(false);
    connection.hold(uncertain);
    assertTrue(connection.holdsUncertainly());
    assertEquals(Optional.of(uncertain), connection.hold());
    connection.holdsNothing();
    assertFalse(connection.holdsUncertainly());
    assertEquals(Optional.empty(), connection.hold());
  }

  @Test
  void aLongQueryThatNobodyCanceledMayHaveEndedTooEarly() {
    assertFalse(connection.heldUncertainly(0), "it holds none");
    connection.hold(new Noted(true));
    assertFalse(connection.heldUncertainly(0));
    connection.hold(new Noted(false));
    assertTrue(connection.heldUncertainly(0));
  }

  @Test
  void aLongQueryThatWasRunningWhenItWasCanceledHasNotEndedTooEarly() throws LinkException {
    connection.hold(new Noted(false));
    long answered = System.nanoTime() + LONG.toNanos();
    Connection request = new Connection(link());
    connection.aimedAt(List.of(request));
    request.send(new CancelRequest(KEY.processId(), KEY.secretKey()), soon());
    assertTrue(poller.await(request.link::closedByPeer, soon()));
    assertFalse(connection.heldUncertainly(answered));
    assertTrue(connection.heldUncertainly(answered - LONG.toNanos()), "it was too short");
    request.link.close();
  }

  @Test
  void itHasOneAuthenticatorAndOneSetOfQueries() {
    assertNotNull(connection.authenticator(LOGIN));
    assertSame(connection.authenticator(LOGIN), connection.authenticator(LOGIN));
    assertNotNull(connection.queries("select 1"));
    assertSame(connection.queries("select 1"), connection.queries("select 2"));
  }

  private boolean asked(String query) {
    return transcript.entries().stream().anyMatch(e -> e.texts().toString().contains(query));
  }

  @Test
  void settingsAndQueriesRunOnItsSession() throws StartUpException, QueryException {
    connection.began(Session.start(connection.link, LOGIN, soon()));
    connection.set(List.of("select 4711"), soon());
    assertTrue(asked("select 4711"));
    connection.query("select 4712", soon());
    assertTrue(asked("select 4712"));
  }

  @Test
  void aSessionOfAProxyHasTheKeyThatTheBackendGaveIt() {
    connection.serves(Optional.of(KEY));
    connection.isOf(new BackendSession(null, null, connection.link, 7));
    assertEquals(Optional.empty(), connection.keyData(), "none yet");
  }

  @Test
  void aSessionIsClosedEvenIfWhoWaitsForItsEndIsInterrupted() throws StartUpException {
    connection.began(Session.start(connection.link, LOGIN, soon()));
    Thread.currentThread().interrupt();
    try {
      connection.end(soon());
    } finally {
      assertTrue(Thread.interrupted(), "the interrupt is not lost");
    }
    assertTrue(connection.link.closed());
  }
}
