package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.testing.Ending;
import pgconform.testing.Peer;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** How connections end, seen from both sides. */
class EndingTest {

  private static Link open(Poller poller, ScriptedServer server, Transport transport)
      throws LinkException {
    return server
        .connector()
        .open(poller, new Transcript(), "client", transport, LinkTesting.soon());
  }

  private static Event.Closed endOf(Transport transport, Script ending) throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  if (transport == Transport.DIRECT_TLS) {
                    peer.peek();
                    peer.startTls();
                  }
                  peer.send(new ReadyForQuery('I'));
                  // What is reset before it was read is lost, so wait until it was.
                  peer.peek();
                  ending.serve(peer);
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link = open(poller, server, transport)) {
      assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      LinkTesting.send(link, Bytes.of((byte) 1));
      Event.Closed closed = LinkTesting.closed(link);
      assertTrue(link.closedByPeer());
      assertTrue(
          link.next(Deadline.in(java.time.Duration.ZERO)).isEmpty(), "a connection ends once");
      return closed;
    }
  }

  private static String how(Event.Closed closed) {
    return closed.toString();
  }

  @Test
  void theServersFin() throws Exception {
    assertEquals("Closed[FIN]", how(endOf(Transport.PLAIN, Peer::fin)));
  }

  @Test
  void theServersRst() throws Exception {
    assertEquals("Closed[RST]", how(endOf(Transport.PLAIN, Peer::reset)));
  }

  @Test
  void theServersCloseNotifyAndFin() throws Exception {
    assertEquals("Closed[FIN, close_notify]", how(endOf(Transport.DIRECT_TLS, Peer::close)));
  }

  @Test
  void theServersFinWithoutCloseNotify() throws Exception {
    assertEquals("Closed[FIN]", how(endOf(Transport.DIRECT_TLS, Peer::fin)));
  }

  @Test
  void theServersRstInsideOfTls() throws Exception {
    assertEquals("Closed[RST]", how(endOf(Transport.DIRECT_TLS, Peer::reset)));
  }

  @Test
  void afterTheServersFinOneCanStillSend() throws Exception {
    CompletableFuture<Integer> heard = new CompletableFuture<>();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.fin();
                  heard.complete(peer.peek());
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertFalse(LinkTesting.closed(link).reset());
      LinkTesting.send(link, Bytes.of((byte) 9));
      assertEquals(9, LinkTesting.of(heard));
    }
  }

  private interface Deed {
    void on(Link link);
  }

  /** What the server sees when the client ends; {@code unread} octets wait for the client then. */
  private static Ending seen(Transport transport, int unread, Deed deed) throws Exception {
    CompletableFuture<Ending> ending = new CompletableFuture<>();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  if (transport == Transport.DIRECT_TLS) {
                    peer.peek();
                    peer.startTls();
                  }
                  peer.send(new ReadyForQuery('I'));
                  peer.send(Bytes.of(new byte[unread]));
                  ending.complete(peer.awaitEnd());
                });
        Poller poller = new Poller();
        Link link = open(poller, server, transport)) {
      LinkTesting.message(link);
      deed.on(link);
      return LinkTesting.of(ending);
    }
  }

  @Test
  void ourFin() throws Exception {
    assertEquals(Ending.FIN, seen(Transport.PLAIN, 0, Link::close));
  }

  @Test
  void ourFinWhileSomethingIsUnread() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertEquals(Ending.FIN, seen(Transport.PLAIN, 300_000, Link::close));
    }
  }

  @Test
  void ourRst() throws Exception {
    assertEquals(Ending.RST, seen(Transport.PLAIN, 0, Link::reset));
    assertEquals(Ending.RST, seen(Transport.DIRECT_TLS, 0, Link::reset));
  }

  @Test
  void ourCloseNotify() throws Exception {
    assertEquals(Ending.CLOSE_NOTIFY, seen(Transport.DIRECT_TLS, 0, Link::close));
    assertEquals(Ending.CLOSE_NOTIFY, seen(Transport.DIRECT_TLS, 0, Link::closeOutput));
  }

  @Test
  void whoWaitsSeesTheEndThatAnotherThreadMakes() throws Exception {
    CompletableFuture<Ending> ending = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.start(peer -> ending.complete(peer.awaitEnd()));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      CompletableFuture<Boolean> waits =
          LinkTesting.aside(() -> poller.await(() -> ending.isDone(), LinkTesting.soon()));
      // Whether or not somebody reads at that moment, RST leaves at once.
      link.reset();
      assertEquals(Ending.RST, LinkTesting.of(ending));
      poller.selector().wakeup();
      assertTrue(LinkTesting.of(waits));
    }
  }

  @Test
  void halfClosedOneGoesOnReading() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  Ending ending = peer.awaitEnd();
                  peer.send(new ParameterStatus("ending", ending.name()));
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      LinkTesting.send(link, Bytes.of((byte) 1, (byte) 2));
      link.closeOutput();
      assertEquals(new ParameterStatus("ending", "FIN"), LinkTesting.message(link));
      assertFalse(LinkTesting.closed(link).reset());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"PLAIN", "DIRECT_TLS"})
  void endingTwiceDoesNothing(Transport transport) throws Exception {
    assertEquals(
        transport == Transport.PLAIN ? Ending.FIN : Ending.CLOSE_NOTIFY,
        seen(
            transport,
            0,
            link -> {
              link.close();
              link.close();
              link.reset();
              link.closeOutput();
            }));
  }

  @Test
  void sendingToAServerThatIsGoneIsNoError() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Peer::reset);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertTrue(LinkTesting.closed(link).reset());
      LinkTesting.send(link, Bytes.of(new byte[1000]));
      LinkTesting.send(link, Bytes.of(new byte[1000]));
      link.closeOutput();
    }
  }
}
