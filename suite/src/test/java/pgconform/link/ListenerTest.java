package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.PasswordMessage;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;
import pgconform.wire.SSLRequest;
import pgconform.wire.Side;
import pgconform.wire.Sync;

/** Links from the server's side. */
class ListenerTest extends TwoLinks {
  @Test
  void anotherLoopbackAddressWithTheSamePort() throws Exception {
    try (Listener other = Listener.onLoopback(poller, "127.0.0.2", listener.port())) {
      assertEquals(new Address.Tcp("127.0.0.2", listener.port()), other.address());
      Link.connect(poller, Transcript.none(), "d", other.address(), LinkTesting.soon());
      assertTrue(other.accept(transcript, "t", LinkTesting.soon()).isPresent());
      assertFalse(listener.hasConnection());
    }
    assertThrows(IOException.class, () -> Listener.onLoopback(poller, "192.0.2.1", 0));
  }

  @Test
  void messagesGoBothWays() {
    send(STARTUP, new Query("select 1"));
    assertEquals(STARTUP, LinkTesting.message(server));
    assertEquals(new Query("select 1"), LinkTesting.message(server));
    answer(new ReadyForQuery('I'));
    assertEquals(new ReadyForQuery('I'), LinkTesting.message(client));
    assertEquals(
        List.of(
            "accepted a connection from ADDRESS",
            "StartupMessage(3.0, user=\"u\")",
            "Query(\"select 1\")",
            "ReadyForQuery(idle)"),
        transcript.entries().stream()
            .flatMap(e -> e.texts().stream())
            .map(t -> t.replaceAll("127.0.0.1:\\d+", "ADDRESS"))
            .toList());
    assertEquals(
        List.of("", "frontend", "backend"),
        transcript.entries().stream()
            .map(e -> e.sender().map(Side::toString).orElse(""))
            .distinct()
            .toList());
  }

  @Test
  void whereNobodyConnectsNobodyIsAccepted() {
    assertTrue(listener.accept(transcript, "none", Deadline.in(SHORT)).isEmpty());
    listener.close();
    assertTrue(listener.accept(transcript, "none", LinkTesting.soon()).isEmpty());
    assertThrows(
        LinkException.class,
        () ->
            Link.connect(poller, transcript, "late", listener.address(), LinkTesting.soon())
                .close());
  }

  @Test
  void aUnixSocketIsGoneWhenItsListenerIs(@TempDir Path folder) throws Exception {
    Path file = folder.resolve(".s.PGSQL.5432");
    try (Listener local = Listener.onUnixSocket(poller, file)) {
      Link there = Link.connect(poller, transcript, "there", local.address(), LinkTesting.soon());
      Link here = local.accept(transcript, "here", LinkTesting.soon()).orElseThrow();
      assertEquals(local.address(), here.address());
      there.send(STARTUP.encode(), List.of(STARTUP), LinkTesting.soon());
      assertEquals(STARTUP, LinkTesting.message(here));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void whatFollowsARequestForEncryptionIsHeld() {
    send(new SSLRequest(), STARTUP);
    assertEquals(new SSLRequest(), LinkTesting.message(server));
    poller.await(() -> server.pending().equals(STARTUP.encode()), LinkTesting.soon());
    assertTrue(server.holdsOctets());
    assertFalse(server.hasEvent());
    server.proceed();
    assertEquals(STARTUP, LinkTesting.message(server));
    assertFalse(server.holdsOctets());
  }

  @Test
  void whatFollowsACancelRequestCanBeTakenAsOctets() {
    send(new CancelRequest(1, Bytes.ofHex("01020304")), new GSSENCRequest());
    assertInstanceOf(CancelRequest.class, LinkTesting.message(server));
    poller.await(() -> server.pending().size() == 8, LinkTesting.soon());
    assertEquals(new GSSENCRequest().encode(), server.takeOctets());
    assertEquals(Bytes.EMPTY, server.pending());
    // Each octet is written down once, also those that nobody has decoded.
    Bytes written = Bytes.EMPTY;
    for (Transcript.Entry entry : transcript.entries()) {
      written = written.plus(entry.bytes());
    }
    assertEquals(16 + 8, written.size());
  }

  @Test
  void messagesThatNobodyTookCanBeTakenAsOctets() {
    send(STARTUP, new Query("a"));
    client.send(Bytes.ofHex("51 000000"), List.of(), LinkTesting.soon());
    poller.await(() -> server.pending().size() == 4, LinkTesting.soon());
    Bytes all = STARTUP.encode().plus(new Query("a").encode()).plus(Bytes.ofHex("51 000000"));
    assertEquals(all, server.takeOctets());
    send(new Sync());
    assertEquals(new Sync(), LinkTesting.message(server));
  }

  @ParameterizedTest
  @CsvSource({
    "47455420, 47455420, true",
    "00000007 00, 7, true",
    "00002715, 10005, true",
    "ff000000 05, 5, false"
  })
  void whereNoMessageCanBeginNothingIsLost(String hex, String length, boolean first) {
    if (!first) {
      send(STARTUP);
      LinkTesting.message(server);
    }
    Bytes octets = Bytes.ofHex(hex.replace(" ", ""));
    client.send(octets, List.of(), LinkTesting.soon());
    FrontendUnframed message =
        assertInstanceOf(FrontendUnframed.class, LinkTesting.message(server));
    int expected = length.length() == 8 ? Integer.parseInt(length, 16) : Integer.parseInt(length);
    assertEquals(expected, message.length());
    client.send(Bytes.of((byte) 9), List.of(), LinkTesting.soon());
    poller.await(() -> server.pending().size() == octets.size() + 1, LinkTesting.soon());
    assertEquals(octets.plus(Bytes.of((byte) 9)), server.takeOctets());
  }

  @Test
  void theRequestToAuthenticateTellsWhatTheAnswerIs() {
    send(STARTUP);
    LinkTesting.message(server);
    answer(new AuthenticationSASL(List.of("SCRAM-SHA-256")));
    send(new SASLInitialResponse("SCRAM-SHA-256", Optional.of(Bytes.ofText("n,,"))));
    assertInstanceOf(SASLInitialResponse.class, LinkTesting.message(server));
    answer(new AuthenticationSASLContinue(Bytes.ofText("r=")));
    send(new SASLResponse(Bytes.ofText("c=\0")));
    assertInstanceOf(SASLResponse.class, LinkTesting.message(server));
    send(new PasswordMessage("x"));
    assertInstanceOf(PasswordMessage.class, LinkTesting.message(server));
  }

  @Test
  void howManyPiecesAMessageCameIn() {
    client.send(
        List.of(STARTUP.encode().slice(0, 5), STARTUP.encode().slice(5, STARTUP.encode().size())),
        List.of(STARTUP),
        Duration.ofMillis(20),
        LinkTesting.soon());
    Event.Received cut = assertInstanceOf(Event.Received.class, LinkTesting.next(server));
    assertEquals(2, cut.pieces());
    send(new Sync());
    assertEquals(1, ((Event.Received) LinkTesting.next(server)).pieces());
  }

  @Test
  void segmentsArriveOneByOne() {
    send(STARTUP);
    LinkTesting.message(server);
    Bytes query = new Query("x").encode();
    List<Bytes> segments = new ArrayList<>();
    for (int i = 0; i < query.size(); i++) {
      segments.add(query.slice(i, i + 1));
    }
    server.send(
        List.of(Bytes.ofHex("5a"), Bytes.ofHex("0000000549")),
        List.of(),
        Duration.ofMillis(20),
        LinkTesting.soon());
    assertEquals(2, ((Event.Received) LinkTesting.next(client)).pieces());
    client.send(segments, List.of(), Duration.ofMillis(5), LinkTesting.soon());
    assertEquals(new Query("x"), LinkTesting.message(server));
  }

  @Test
  void endsOfTheServersSide() {
    server.closeOutput();
    assertEquals("Closed[FIN]", LinkTesting.closed(client).toString());
    send(STARTUP);
    assertEquals(STARTUP, LinkTesting.message(server), "half-closed, it goes on reading");
    server.reset();
    send(new Sync());
    assertTrue(server.closed());
  }

  @Test
  void endsOfTheClient() {
    client.reset();
    assertEquals("Closed[RST]", LinkTesting.closed(server).toString());
    assertTrue(server.end().orElseThrow().reset());
  }

  @Test
  void whatIsPostedLeavesWhenThereIsRoomAndBeforeTheEnd() {
    Bytes much = Bytes.of(new byte[10_000_000]);
    server.post(Bytes.ofHex("64 00989684"), List.of());
    server.post(much, List.of());
    assertTrue(server.unsent() > 0, "no buffer holds that");
    server.close();
    // Too large to be a message; all of it is counted.
    LinkTesting.message(client);
    assertEquals("Closed[FIN]", LinkTesting.closed(client).toString());
    assertEquals(0, server.unsent());
  }

  @Test
  void anIncompleteMessageStaysToBeTaken() {
    client.send(Bytes.ofHex("00000010 04d2"), List.of(), LinkTesting.soon());
    client.closeOutput();
    LinkTesting.closed(server);
    assertEquals(Bytes.ofHex("0000001004d2"), server.takeOctets());
    assertTrue(
        transcript.entries().stream()
            .anyMatch(e -> e.items().contains(new TransportNote.Incomplete(6))));
  }

  @Test
  void eachSideExpectsWhatTheOtherOneSends() {
    assertThrows(IllegalStateException.class, server::expectEncryptionResponse);
    assertThrows(IllegalStateException.class, server::expectProtocolTwo);
  }
}
