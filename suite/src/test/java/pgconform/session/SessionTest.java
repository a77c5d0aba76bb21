package pgconform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.NoticeResponse;
import pgconform.wire.NotificationResponse;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** Sessions, and what servers do instead of starting one. */
class SessionTest {
  private static final BackendMessage NOTICE =
      new NoticeResponse(Rows.error("NOTICE", "00000", "by the way").fields());

  private static String failureOf(Script script) throws IOException {
    try (ScriptedServer server = ScriptedServer.start(script)) {
      return SessionTesting.fails(server, SessionTesting.login()).getMessage();
    }
  }

  private static Script saying(BackendMessage... messages) {
    return peer -> {
      peer.next();
      peer.send(messages);
      peer.awaitEnd();
    };
  }

  private static Script saying(Bytes octets) {
    return peer -> {
      peer.next();
      peer.send(octets);
      peer.awaitEnd();
    };
  }

  @Test
  void whatStartUpBrings() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      assertEquals(4, session.keyData().orElseThrow().secretKey().size());
      assertEquals("18.0", session.parameters().get("server_version"));
      assertTrue(session.negotiated().isEmpty());
      assertInstanceOf(AuthenticationOk.class, session.startUp().get(0));
      assertEquals(new ReadyForQuery('I'), session.startUp().get(session.startUp().size() - 1));
      assertTrue(session.unexpected().isEmpty());
    }
  }

  @Test
  void settingsFollowTheStartUp() throws IOException {
    Rules rules = new Rules();
    rules.unknown.add("set lock_timeout.*");
    try (ScriptedServer server = PostgresLike.start(rules);
        Poller poller = new Poller()) {
      Login login = SessionTesting.login().setting(List.of("set statement_timeout = 0"));
      try (Session session = SessionTesting.start(poller, server, login)) {
        assertInstanceOf(ReadyForQuery.class, session.startUp().get(session.startUp().size() - 1));
        assertTrue(session.unexpected().isEmpty());
      }
      Login wrong = login.setting(List.of("set lock_timeout = 0"));
      StartUpException failure =
          assertThrows(StartUpException.class, () -> SessionTesting.start(poller, server, wrong));
      assertInstanceOf(StartUpFailure.NotSet.class, failure.failure());
      assertTrue(
          failure.getMessage().startsWith("a setting of the session could not be changed: "),
          failure.getMessage());
    }
  }

  @Test
  void otherVersions() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        Poller poller = new Poller()) {
      Login login = SessionTesting.login().under(ProtocolVersion.V3_2);
      try (Session session = SessionTesting.start(poller, server, login)) {
        assertEquals(32, session.keyData().orElseThrow().secretKey().size());
        assertTrue(session.negotiated().isEmpty());
      }
      try (Session session =
          SessionTesting.start(poller, server, login.under(new ProtocolVersion(3, 9999)))) {
        assertEquals(ProtocolVersion.V3_2.code(), session.negotiated().orElseThrow().version());
      }
    }
  }

  @Test
  void theStartupMessage() throws Exception {
    CompletableFuture<Object> sent = new CompletableFuture<>();
    Script script =
        peer -> {
          sent.complete(peer.next());
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(script)) {
      Login login = SessionTesting.login().with(List.of(new Parameter("application_name", "test")));
      SessionTesting.fails(server.connector(), Transport.PLAIN, login, Duration.ofMillis(100));
      assertEquals(
          new StartupMessage(
              ProtocolVersion.V3_0,
              List.of(
                  new Parameter("user", "tester"),
                  new Parameter("database", "test"),
                  new Parameter("application_name", "test"))),
          sent.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void withoutKeyData() throws IOException {
    try (ScriptedServer server = PostgresLike.start(Fault.NO_KEY_DATA);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      assertTrue(session.keyData().isEmpty());
    }
  }

  @Test
  void theLastOfTwoKeysCounts() throws IOException {
    try (ScriptedServer server = PostgresLike.start(Fault.KEY_DATA_TWICE);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      assertTrue(session.keyData().orElseThrow().processId() > 1);
      assertEquals(2, session.startUp().stream().filter(BackendKeyData.class::isInstance).count());
    }
  }

  @Test
  void keyDataBehindReadyForQueryIsUnexpected() throws IOException {
    try (ScriptedServer server = PostgresLike.start(Fault.KEY_DATA_BEHIND_READY_FOR_QUERY);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      assertTrue(session.keyData().isEmpty());
      poller.await(() -> false, Deadline.in(Duration.ofMillis(50)));
      Event event = session.unexpected().orElseThrow();
      assertInstanceOf(BackendKeyData.class, ((Event.Received) event).message());
    }
  }

  @Test
  void newsIsNotUnexpected() throws IOException {
    Rules rules = new Rules();
    rules.ready =
        () ->
            List.of(
                new ReadyForQuery('I'),
                NOTICE,
                new ParameterStatus("a", "b"),
                new NotificationResponse(1, "c", "p"));
    try (ScriptedServer server = PostgresLike.start(rules);
        Poller poller = new Poller();
        Session session = SessionTesting.start(poller, server, SessionTesting.login())) {
      poller.await(() -> false, Deadline.in(Duration.ofMillis(20)));
      assertTrue(session.unexpected().isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connection refused\n", "FATAL:  no", "\u001b[2J\u0007gone"})
  void errorsOfProtocolTwo(String text) throws IOException {
    String failure = failureOf(saying(Bytes.ofText("E" + text + "\0")));
    assertTrue(failure.startsWith("the server refused the session: "), failure);
    assertTrue(failure.chars().allMatch(c -> c >= ' '), failure);
  }

  @Test
  void anErrorBehindAuthenticationOk() throws IOException {
    assertEquals(
        "the server refused the session: FATAL 3D000: database \"test\" does not exist",
        failureOf(
            saying(
                new AuthenticationOk(),
                new ParameterStatus("a", "b"),
                Rows.error("FATAL", "3D000", "database \"test\" does not exist"))));
  }

  @Test
  void anErrorWithoutFields() throws IOException {
    assertEquals(
        "the server refused the session: ? ?????: ",
        failureOf(saying(new pgconform.wire.ErrorResponse(List.of()))));
  }

  @Test
  void anErrorThatWouldMoveTheCursor() throws IOException {
    String failure =
        failureOf(saying(Rows.error("\u001b[2J", "\u001b]0;", "\u001b[31mred\u202e\n")));
    assertTrue(failure.chars().allMatch(c -> c >= ' ' && c != 0x202e), failure);
  }

  @Test
  void nonsense() throws IOException {
    assertEquals(
        "the server sent UnframedMessage(type='H', length=1414811695, octets=\"HTTP/\") during"
            + " start-up",
        failureOf(saying(Bytes.ofText("HTTP/1.1 400 Bad Request\r\n\r\n"))));
    assertEquals(
        "the server sent UnknownMessage(type='?', body=) during start-up",
        failureOf(saying(Bytes.ofHex("3f 00 00 00 04"))));
    assertEquals(
        "the server sent DataRow(values=[]) during start-up",
        failureOf(saying(new DataRow(List.of()))));
    assertEquals(
        "the server sent UnframedMessage(type='K', length=2147483647) during start-up",
        failureOf(saying(Bytes.ofHex("4b 7f ff ff ff"))));
    assertTrue(
        failureOf(saying(Bytes.ofHex("52 00 00 00 05 00")))
            .matches("the server asks for .* that pgconform does not support: MalformedMessage.*"));
  }

  @Test
  void theEnd() throws IOException {
    assertEquals(
        "the server did not complete the start-up: Closed[FIN]",
        failureOf(
            peer -> {
              peer.next();
              peer.close();
            }));
    assertEquals(
        "the server did not complete the start-up: Closed[RST]",
        failureOf(
            peer -> {
              peer.next();
              peer.reset();
            }));
  }

  @Test
  void endlessNotices() throws IOException {
    Bytes notices =
        new NoticeResponse(Rows.error("NOTICE", "00000", "x".repeat(8_000)).fields()).encode();
    assertEquals(
        "the server did not complete the start-up: Flooded[more than 67108864 bytes]",
        failureOf(
            peer -> {
              peer.next();
              peer.sendForever(notices);
            }));
  }

  @Test
  void secretsPrintAsStars() {
    Secret secret = Secret.of(SessionTesting.PASSWORD);
    assertEquals("****", secret.toString());
    assertEquals(Secret.of(SessionTesting.PASSWORD), secret);
    assertEquals(Secret.of(SessionTesting.PASSWORD).hashCode(), secret.hashCode());
    assertFalse(SessionTesting.login().toString().contains(SessionTesting.PASSWORD));
  }
}
