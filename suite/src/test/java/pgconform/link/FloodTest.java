package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.UnframedMessage;

/** Servers that send more than anybody asked for. */
class FloodTest {
  private static final long MEGABYTE = 1024 * 1024;

  private static Script flood(Transport transport, Bytes beginning, Bytes octets) {
    return peer -> {
      if (transport == Transport.DIRECT_TLS) {
        peer.peek();
        peer.startTls();
      }
      peer.send(beginning);
      peer.sendForever(octets);
    };
  }

  /** Takes everything up to the flood, which has to come. */
  private static Event.Flooded upToFlooded(Link link) {
    while (true) {
      Event event = LinkTesting.next(link);
      if (event instanceof Event.Flooded flooded) {
        return flooded;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"PLAIN", "DIRECT_TLS"})
  void endlessMessages(Transport transport) throws Exception {
    Bytes rows = new ParameterStatus("a", "b".repeat(30_000)).encode();
    try (ScriptedServer server = ScriptedServer.start(flood(transport, Bytes.EMPTY, rows));
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(poller, new Transcript(), "client", transport, LinkTesting.soon())) {
      assertEquals("Flooded[more than 67108864 bytes]", upToFlooded(link).toString());
      assertTrue(link.next(Deadline.in(Duration.ofMillis(50))).isEmpty(), "nothing follows it");
    }
  }

  @Test
  void anEndlessMessage() throws Exception {
    Bytes beginning = Bytes.ofHex("44 7f ff ff ff");
    Script script = flood(Transport.PLAIN, beginning, Bytes.of(new byte[65536]));
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertEquals(new UnframedMessage('D', Integer.MAX_VALUE), LinkTesting.message(link));
      upToFlooded(link);
    }
  }

  @Test
  void anEndlessTextOfProtocolTwo() throws Exception {
    Script script = flood(Transport.PLAIN, Bytes.ofText("EFATAL"), Bytes.ofText("x".repeat(65536)));
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertInstanceOf(UnframedMessage.class, LinkTesting.message(link));
      upToFlooded(link);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void whatNobodyTakesStaysInTheNetwork() throws Exception {
    Bytes message = new ReadyForQuery('I').encode();
    Bytes many = message;
    for (int i = 0; i < 12; i++) {
      many = many.plus(many);
    }
    Bytes flood = many;
    Transcript transcript = new Transcript();
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.sendForever(flood));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, transcript, "client", server)) {
      long before = used();
      // Whoever waits for something else reads for all links.
      poller.await(() -> false, Deadline.in(Duration.ofMillis(500)));
      assertTrue(used() - before < 32 * MEGABYTE, "used " + (used() - before));
      // Once somebody takes it, the rest is read as well.
      for (int i = 0; i < 40_000; i++) {
        assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      }
    }
    assertTrue(transcript.entries().size() <= 4_000);
    assertTrue(transcript.entries().stream().mapToInt(e -> e.bytes().size()).sum() <= 512 * 1024);
  }

  @Test
  void messagesThatCostMoreThanTheirOctetsStayInTheNetworkToo() throws Exception {
    Bytes octets = new NoticeResponse(Collections.nCopies(60_000, new Field('M', ""))).encode();
    try (ScriptedServer server = ScriptedServer.start(flood(Transport.PLAIN, Bytes.EMPTY, octets));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, Transcript.none(), "c", server)) {
      LinkTesting.next(link);
      long before = used();
      // Nobody takes anything meanwhile.
      poller.pause(Duration.ofSeconds(1).toNanos());
      assertTrue(used() - before < 16 * MEGABYTE, "used " + (used() - before));
      assertTrue(LinkTesting.next(link).toString().startsWith("NoticeResponse("));
    }
  }

  @Test
  void whatOneThreadTakesMakesRoomForWhatAnotherReads() throws Exception {
    Bytes many = Bytes.EMPTY;
    for (int i = 0; i < 5_000; i++) {
      many = many.plus(new ReadyForQuery('I').encode());
    }
    Bytes flood = many;
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.sendForever(flood));
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Boolean> reader =
          LinkTesting.aside(
              () -> poller.await(done::get, Deadline.in(LinkTesting.PATIENCE.multipliedBy(5))));
      for (int i = 0; i < 100_000; i++) {
        assertEquals(new ReadyForQuery('I'), LinkTesting.message(link));
      }
      done.set(true);
      link.reset();
      assertTrue(LinkTesting.of(reader));
    }
  }

  @Test
  void dataBehindCloseNotifyIsNotKept() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.peek();
                  peer.startTls();
                  peer.link().closeNotify();
                  peer.link().leaveTls();
                  peer.sendForever(Bytes.of(new byte[65536]));
                });
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(
                    poller, new Transcript(), "client", Transport.DIRECT_TLS, LinkTesting.soon())) {
      long before = used();
      upToFlooded(link);
      assertTrue(used() - before < 32 * MEGABYTE, "used " + (used() - before));
    }
  }

  @Test
  void aGreatMessageThatIsAllowed() throws Exception {
    Bytes value = Bytes.of(new byte[2 * 1024 * 1024 - 100]);
    DataRow row = new DataRow(java.util.List.of(Optional.of(value)));
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.send(row);
                  peer.awaitEnd();
                });
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertEquals(row, LinkTesting.message(link));
    }
  }
}
