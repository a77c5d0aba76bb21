package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.testing.Ending;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.testing.TestCertificate;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;

/** TLS by SSLRequest and from the first octet, and what can go wrong once it is spoken. */
class TlsLinkTest {
  /** Answers SSLRequest, says what it has to say inside of TLS and waits for the client to end. */
  private static Script tls(boolean direct, BackendMessage... messages) {
    return peer -> {
      if (!direct) {
        assertInstanceOf(SSLRequest.class, peer.next());
        peer.send(new EncryptionResponse('S'));
      }
      peer.peek();
      peer.startTls();
      peer.send(messages);
      peer.awaitEnd();
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TLS", "DIRECT_TLS"})
  void whatIsSentInsideOfTls(Transport transport) throws Exception {
    Script script = tls(transport == Transport.DIRECT_TLS, new ReadyForQuery('I'));
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(poller, new Transcript(), "client", transport, LinkTesting.soon())) {
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      assertEquals("TLSv1.3", link.tlsSession().orElseThrow().getProtocol());
    }
  }

  @ParameterizedTest
  @CsvSource({"postgresql, 'Encrypted[TLSv1.3, alpn=postgresql]'", ", 'Encrypted[TLSv1.3]'"})
  void alpn(String protocol, String expected) throws Exception {
    try (ScriptedServer server = ScriptedServer.start(tls(true));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      List<String> alpn = Optional.ofNullable(protocol).map(List::of).orElse(List.of());
      link.encrypt(TestCertificate.client(), alpn);
      assertEquals(expected, LinkTesting.next(link).toString());
    }
  }

  /** What is sent so that the ClientHello follows a request that was not answered yet. */
  private static void helloBehindRequest(Link link) {
    SSLRequest request = new SSLRequest();
    link.encrypt(TestCertificate.client(), List.of(), request.encode(), List.of(request));
  }

  @Test
  void aClientHelloThatDoesNotWaitForTheAnswer() throws Exception {
    Script script =
        peer -> {
          assertEquals(new SSLRequest(), peer.next());
          // Both have come in one piece.
          assertEquals(0x16, peer.pending().get(0));
          peer.send(new EncryptionResponse('S'));
          peer.startTls();
          peer.send(new ReadyForQuery('I'));
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      helloBehindRequest(link);
      assertEquals(new EncryptionResponse('S'), LinkTesting.message(link));
      assertEquals("Encrypted[TLSv1.3]", LinkTesting.next(link).toString());
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
    }
  }

  @Test
  void aClientHelloBehindARequestThatIsRefused() throws Exception {
    Script script =
        peer -> {
          peer.next();
          peer.send(Bytes.ofHex("4e 5a 00000005 49"));
        };
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      helloBehindRequest(link);
      assertEquals(new EncryptionResponse('N'), LinkTesting.message(link));
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      assertInstanceOf(Event.Closed.class, LinkTesting.next(link));
      assertTrue(link.tlsSession().isEmpty());
    }
  }

  @Test
  void theEndIsKnownOnceItWasTaken() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.send(new ReadyForQuery('I')));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      Event end = LinkTesting.next(link);
      assertEquals(Optional.of(end), link.endTaken());
      assertEquals(Optional.empty(), link.next(Deadline.in(Duration.ZERO)));
    }
  }

  @Test
  void anAlpnProtocolThatTheServerDoesNotSpeak() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(tls(true));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      link.encrypt(TestCertificate.client(), List.of("http/1.1"));
      String failure = LinkTesting.next(link).toString();
      // Java words it in its own way in each release.
      assertEquals(
          true, failure.endsWith("Received fatal alert: no_application_protocol]"), failure);
      assertInstanceOf(Event.Closed.class, LinkTesting.next(link));
    }
  }

  private static Event handshakeWith(TlsSettings settings) throws Exception {
    try (ScriptedServer server = ScriptedServer.start(tls(true));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      link.encrypt(settings, List.of());
      return LinkTesting.next(link);
    }
  }

  @Test
  void aCertificateThatIsNotTrusted() throws Exception {
    assertInstanceOf(Event.TlsFailed.class, handshakeWith(TestCertificate.distrustful()));
  }

  @Test
  void aCertificateOfAnotherHost() throws Exception {
    assertInstanceOf(
        Event.TlsFailed.class, handshakeWith(TestCertificate.client("db.example", true)));
    assertInstanceOf(
        Event.Encrypted.class, handshakeWith(TestCertificate.client("db.example", false)));
  }

  @Test
  void whatCameBeforeTheHandshakeStandsBeforeIt() throws Exception {
    NoticeResponse notice = new NoticeResponse(Rows.error("NOTICE", "00000", "x").fields());
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.next();
                  peer.send(new EncryptionResponse('S'), notice);
                  peer.peek();
                  peer.startTls();
                  peer.send(new ReadyForQuery('I'));
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      link.expectEncryptionResponse();
      LinkTesting.send(link, new SSLRequest().encode());
      assertEquals(new EncryptionResponse('S'), LinkTesting.message(link));
      link.encrypt(TestCertificate.client(), List.of());
      // The two octets more than one read may not be seen at once, the order is the same.
      assertEquals(notice, LinkTesting.message(link));
      assertInstanceOf(Event.Encrypted.class, LinkTesting.next(link));
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
    }
  }

  @Test
  void nothingIsSentInClearOnceTlsIsBroken() throws Exception {
    CompletableFuture<Ending> ending = new CompletableFuture<>();
    CompletableFuture<Bytes> afterwards = new CompletableFuture<>();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.peek();
                  peer.startTls();
                  peer.send(new ReadyForQuery('I'));
                  peer.link().leaveTls();
                  peer.send(Bytes.ofText("this is no TLS record"));
                  afterwards.complete(peer.rest());
                  ending.complete(Ending.FIN);
                });
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(
                    poller, new Transcript(), "client", Transport.DIRECT_TLS, LinkTesting.soon())) {
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      assertInstanceOf(Event.TlsFailed.class, LinkTesting.next(link));
      LinkTesting.send(link, Bytes.ofText("a secret"));
      link.closeOutput();
      assertEquals(-1, LinkTesting.of(afterwards).text().indexOf("secret"));
      assertEquals(Ending.FIN, LinkTesting.of(ending));
    }
  }

  @Test
  void muchThroughTls() throws Exception {
    String value = "x".repeat(1_000_000);
    CompletableFuture<Integer> received = new CompletableFuture<>();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.peek();
                  peer.startTls();
                  peer.send(new ParameterStatus("much", value));
                  int size = 0;
                  while (size < 20_000_000) {
                    size += peer.skip();
                  }
                  received.complete(size);
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(
                    poller, new Transcript(), "client", Transport.DIRECT_TLS, LinkTesting.soon())) {
      assertEquals(new ParameterStatus("much", value), LinkTesting.message(link));
      LinkTesting.send(link, Bytes.of(new byte[20_000_000]));
      assertEquals(20_000_000, LinkTesting.of(received));
    }
  }

  /** As stunnel does: it closes the connection when the client has ended the TLS session, too. */
  @Test
  void closeNotifyIsAnsweredSoThatTheOtherSideCanClose() throws Exception {
    try (ServerSocket listening =
            TestCertificate.server()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Poller poller = new Poller()) {
      CompletableFuture<Integer> end =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket client = listening.accept()) {
                  client.getOutputStream().write(new ReadyForQuery('I').encode().toArray());
                  client.shutdownOutput();
                  return client.getInputStream().read();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Connector connector =
          new Connector(
              new Address.Tcp("127.0.0.1", listening.getLocalPort()), TestCertificate.client());
      try (Link link =
          connector.open(
              poller, new Transcript(), "client", Transport.DIRECT_TLS, LinkTesting.soon())) {
        assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
        Event event = link.next(LinkTesting.soon()).orElseThrow();
        assertEquals("Closed[FIN, close_notify]", event.toString());
        assertEquals(-1, end.get(LinkTesting.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      }
    }
  }
}
