package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;

/** What a client is told where a server does not come to speak TLS. */
class NoTlsTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static LinkException refused(Script script, Transport transport, Duration patience) {
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller()) {
      LinkException e =
          assertThrows(
              LinkException.class,
              () ->
                  server
                      .connector()
                      .open(poller, new Transcript(), "client", transport, Deadline.in(patience))
                      .close());
      assertTrue(e.reached());
      return e;
    }
  }

  private static LinkException refused(Script script) {
    return refused(script, Transport.TLS, LinkTesting.PATIENCE);
  }

  @Test
  void noTls() {
    assertEquals(
        "SSLRequest was answered with EncryptionResponse('N'), not with S",
        refused(peer -> peer.send(new EncryptionResponse('N'))).getMessage());
  }

  @Test
  void anError() {
    assertEquals(
        "SSLRequest was answered with ErrorResponse(S=FATAL, V=FATAL, C=08P01, M=\"what?\"),"
            + " not with S",
        refused(peer -> peer.send(Rows.error("FATAL", "08P01", "what?"))).getMessage());
  }

  @Test
  void anErrorOfProtocolTwo() {
    assertEquals(
        "SSLRequest was answered with ProtocolTwoErrorResponse(\"what?\\x0a\"), not with S",
        refused(peer -> peer.send(Bytes.ofText("Ewhat?\n\0"))).getMessage());
  }

  @Test
  void anotherOctet() {
    assertEquals(
        "SSLRequest was answered with EncryptionResponse(0x1b), not with S",
        refused(peer -> peer.send(Bytes.of((byte) 0x1b))).getMessage());
  }

  @Test
  void silence() {
    assertEquals(
        "the server did not answer SSLRequest (expected S)",
        refused(Peer::awaitEnd, Transport.TLS, SHORT).getMessage());
  }

  @Test
  void theEnd() {
    assertEquals(
        "SSLRequest was answered with Closed[FIN], not with S",
        refused(
                peer -> {
                  peer.next();
                  peer.close();
                })
            .getMessage());
  }

  @Test
  void silenceInTheHandshake() {
    assertEquals(
        "the TLS handshake failed: no answer in time",
        refused(Peer::awaitEnd, Transport.DIRECT_TLS, SHORT).getMessage());
  }

  @Test
  void nonsenseInTheHandshake() {
    LinkException e =
        refused(
            peer -> {
              peer.send(Bytes.ofText("HTTP/1.1 400 Bad Request\r\n\r\n"));
              peer.awaitEnd();
            },
            Transport.DIRECT_TLS,
            LinkTesting.PATIENCE);
    assertTrue(e.getMessage().startsWith("the TLS handshake failed: TlsFailed["), e.getMessage());
  }

  @Test
  void theEndInTheHandshake() {
    assertEquals(
        "the TLS handshake failed: Closed[FIN]",
        refused(
                peer -> {
                  peer.peek();
                  peer.fin();
                  peer.awaitEnd();
                },
                Transport.DIRECT_TLS,
                LinkTesting.PATIENCE)
            .getMessage());
  }

  @Test
  void octetsBehindTheAnswerToSslRequestBelongToTls() {
    LinkException e =
        refused(
            peer -> {
              peer.next();
              peer.send(Bytes.ofText("SX"));
              peer.peek();
              peer.startTls();
            });
    assertTrue(e.getMessage().startsWith("the TLS handshake failed: TlsFailed["), e.getMessage());
  }
}
