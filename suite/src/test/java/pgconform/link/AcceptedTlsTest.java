package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.testing.TestCertificate;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;

/** TLS from the server's side. */
class AcceptedTlsTest extends TwoLinks {
  private ServerTls tls() {
    return new ServerTls(TestCertificate.server());
  }

  private void grantTls() {
    EncryptionResponse yes = new EncryptionResponse('S');
    server.accept(tls(), yes.encode(), List.of(yes));
  }

  @ParameterizedTest
  @CsvSource({"postgresql, postgresql", "'', ''", "postgresql http/1.1, postgresql"})
  void tlsFromTheFirstOctetWithAlpn(String offered, String selected) {
    client.encrypt(TestCertificate.client(), offered.isEmpty() ? List.of() : words(offered));
    FrontendUnframed hello = assertInstanceOf(FrontendUnframed.class, LinkTesting.message(server));
    assertEquals(0x16, hello.length() >>> 24);
    server.accept(tls(), Bytes.EMPTY, List.of());
    assertEquals(selected, encrypted(server).alpn());
    assertEquals(selected, encrypted(client).alpn());
    send(STARTUP);
    assertEquals(STARTUP, LinkTesting.message(server));
    assertTrue(server.tlsSession().isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, Encrypted",
    "db.example, Encrypted",
    "'', Encrypted",
    "127.0.0.1, Encrypted",
    "other.example, unrecognized_name",
    "other, unrecognized_name"
  })
  void serverNames(String name, String becomes) {
    client.encrypt(TestCertificate.client().naming(name), List.of());
    LinkTesting.message(server);
    server.accept(
        new ServerTls(TestCertificate.server(), List.of(), Optional.of("localhost|db[.]example")),
        Bytes.EMPTY,
        List.of());
    String seen = LinkTesting.next(client).toString();
    assertTrue(seen.contains(becomes), seen);
  }

  @Test
  void aClientHelloInSegmentsAndRecords() {
    ClientHello inPieces =
        new ClientHello(
            List.of("postgresql"),
            100,
            octets -> List.of(octets.slice(0, 3), octets.slice(3, octets.size())));
    client.encrypt(TestCertificate.client(), inPieces, Bytes.EMPTY, List.of(), LinkTesting.soon());
    LinkTesting.message(server);
    poller.await(() -> server.pending().size() > 105, LinkTesting.soon());
    Bytes hello = server.pending();
    assertEquals(Bytes.ofHex("160303"), hello.slice(0, 3));
    assertEquals(Bytes.ofHex("0064"), hello.slice(3, 5));
    assertEquals(Bytes.ofHex("160303"), hello.slice(105, 108));
    server.accept(tls(), Bytes.EMPTY, List.of());
    assertEquals("postgresql", encrypted(server).alpn());
    assertEquals("postgresql", encrypted(client).alpn());
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private static Event.Encrypted encrypted(Link link) {
    return assertInstanceOf(Event.Encrypted.class, LinkTesting.next(link));
  }

  @Test
  void alpnThatTheServerDoesNotKnow() {
    client.encrypt(TestCertificate.client(), List.of("http/1.1"));
    LinkTesting.message(server);
    server.accept(tls(), Bytes.EMPTY, List.of());
    assertInstanceOf(Event.TlsFailed.class, LinkTesting.next(server));
    assertInstanceOf(Event.TlsFailed.class, LinkTesting.next(client));
  }

  @Test
  void tlsBySslRequestWithoutWaitingForTheAnswer() {
    SSLRequest request = new SSLRequest();
    client.encrypt(TestCertificate.client(), List.of(), request.encode(), List.of(request));
    assertEquals(request, LinkTesting.message(server));
    grantTls();
    encrypted(server);
    assertEquals(new EncryptionResponse('S'), LinkTesting.message(client));
    encrypted(client);
    // What is sent while a handshake runs leaves when it is complete.
    answer(new ReadyForQuery('I'));
    assertEquals(new ReadyForQuery('I'), LinkTesting.message(client));
  }

  @Test
  void whatIsSentBeforeTheHandshakeIsCompleteWaitsForIt() {
    client.encrypt(TestCertificate.client(), List.of());
    client.post(STARTUP.encode(), List.of(STARTUP));
    LinkTesting.message(server);
    server.accept(tls(), Bytes.EMPTY, List.of());
    encrypted(server);
    assertEquals(STARTUP, LinkTesting.message(server));
  }

  @Test
  void plaintextWhereTlsShouldBegin() {
    send(new SSLRequest(), STARTUP);
    LinkTesting.message(server);
    poller.await(() -> !server.pending().isEmpty(), LinkTesting.soon());
    client.expectEncryptionResponse();
    grantTls();
    assertInstanceOf(Event.TlsFailed.class, LinkTesting.next(server));
    assertEquals(new EncryptionResponse('S'), LinkTesting.message(client));
    assertTrue(client.next(Deadline.in(SHORT)).isEmpty(), "it is not answered in TLS");
  }

  @Test
  void aServerThatTakesPlaintextForWhatTlsProtects() {
    SSLRequest request = new SSLRequest();
    send(request, STARTUP);
    LinkTesting.message(server);
    poller.await(() -> !server.pending().isEmpty(), LinkTesting.soon());
    client.expectEncryptionResponse();
    EncryptionResponse yes = new EncryptionResponse('S');
    server.acceptKeepingPlaintext(tls(), yes.encode(), List.of(yes));
    LinkTesting.message(client);
    client.encrypt(TestCertificate.client(), List.of());
    encrypted(server);
    server.proceed();
    assertEquals(STARTUP, LinkTesting.message(server));
  }

  private void overTls() {
    client.encrypt(TestCertificate.client(), List.of());
    LinkTesting.message(server);
    server.accept(tls(), Bytes.EMPTY, List.of());
    encrypted(server);
    encrypted(client);
  }

  @ParameterizedTest
  @CsvSource({
    "close, 'Closed[FIN, close_notify]'",
    "half, 'Closed[FIN, close_notify]'",
    "bare, Closed[FIN]",
    "half bare, Closed[FIN]",
    "reset, Closed[RST]"
  })
  void endsOverTls(String how, String seen) {
    overTls();
    switch (how) {
      case "close" -> server.close();
      case "half" -> server.closeOutput();
      case "bare" -> server.closeWithoutNotify();
      case "half bare" -> server.closeOutputWithoutNotify();
      default -> server.reset();
    }
    assertEquals(seen, LinkTesting.closed(client).toString());
  }

  @Test
  void aServerAnswersTheEndOfAClientsDirection() {
    overTls();
    client.closeOutput();
    assertEquals("Closed[FIN, close_notify]", LinkTesting.closed(server).toString());
    server.close();
    assertEquals("Closed[FIN, close_notify]", LinkTesting.closed(client).toString());
  }
}
