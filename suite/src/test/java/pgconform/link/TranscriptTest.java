package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Side;

/** What is written down of an exchange. */
class TranscriptTest {
  private static String line(Transcript.Entry entry) {
    return entry.connection() + " " + entry.kind() + " " + String.join(",", entry.texts());
  }

  @Test
  void twoLinksInTheOrderInWhichThingsHappen() throws Exception {
    Transcript transcript = new Transcript();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  for (int octet = peer.take(); octet >= 0; octet = peer.take()) {
                    peer.send(new ParameterStatus("heard", Integer.toString(octet)));
                  }
                });
        Poller poller = new Poller()) {
      Link a = LinkTesting.connect(poller, transcript, "a", server);
      Link b = LinkTesting.connect(poller, transcript, "b", server);
      a.send(Bytes.of((byte) 1), List.of("one"), LinkTesting.soon());
      // Waiting for a message on one link takes down what comes on the other.
      poller.await(() -> transcript.entries().size() >= 4, LinkTesting.soon());
      b.send(Bytes.of((byte) 2), List.of("two"), LinkTesting.soon());
      assertEquals(new ParameterStatus("heard", "2"), LinkTesting.message(b));
      a.closeOutput();
      LinkTesting.message(a);
      LinkTesting.closed(a);
      b.reset();
    }
    assertEquals(
        List.of(
            "a NOTE connected to ADDRESS",
            "b NOTE connected to ADDRESS",
            "a SENT one",
            "a RECEIVED ParameterStatus(heard=\"1\")",
            "b SENT two",
            "b RECEIVED ParameterStatus(heard=\"2\")",
            "a NOTE pgconform closes its side (FIN)",
            "a NOTE server closed: Closed[FIN]",
            "b NOTE pgconform resets the connection (RST)"),
        transcript.entries().stream()
            .map(TranscriptTest::line)
            .map(l -> l.replaceAll("127.0.0.1:\\d+", "ADDRESS"))
            .toList());
    long last = 0;
    for (Transcript.Entry entry : transcript.entries()) {
      assertTrue(entry.nanos() >= last, "times go back at " + entry);
      last = entry.nanos();
    }
    assertTrue(last < LinkTesting.PATIENCE.toNanos());
    assertTrue(transcript.start() <= System.nanoTime());
  }

  @Test
  void segmentsAndTheMessagesInThem() throws Exception {
    Transcript transcript = new Transcript();
    Bytes first = new ParameterStatus("a", "b").encode();
    Bytes second = new ReadyForQuery('I').encode();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.take();
                  peer.send(first.plus(second.slice(0, 2)));
                  peer.take();
                  peer.send(second.slice(2, second.size()));
                  peer.awaitEnd();
                });
        Poller poller = new Poller()) {
      Link link = LinkTesting.connect(poller, transcript, "c", server);
      List<Bytes> segments = List.of(Bytes.of((byte) 1), Bytes.of((byte) 2));
      link.send(segments.subList(0, 1), List.of("x"), Duration.ZERO, LinkTesting.soon());
      LinkTesting.message(link);
      link.send(segments.subList(1, 2), List.of("y"), Duration.ZERO, LinkTesting.soon());
      LinkTesting.message(link);
    }
    List<Transcript.Entry> received =
        transcript.entries().stream().filter(e -> e.kind() == Transcript.Kind.RECEIVED).toList();
    assertEquals(List.of("ParameterStatus(a=\"b\")"), received.get(0).texts());
    assertEquals(first.plus(second.slice(0, 2)), received.get(0).bytes());
    assertEquals(List.of("ReadyForQuery(idle)"), received.get(1).texts());
    assertEquals(second.slice(2, second.size()), received.get(1).bytes());
  }

  @Test
  void anIncompleteMessageAtTheEnd() throws Exception {
    Transcript transcript = new Transcript();
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.send(Bytes.ofHex("5a 00 00")));
        Poller poller = new Poller()) {
      Link link = LinkTesting.connect(poller, transcript, "c", server);
      assertEquals(
          "MalformedMessage(the connection ended within the message, bytes=5a0000)",
          LinkTesting.next(link).toString());
      LinkTesting.closed(link);
    }
    assertTrue(
        transcript.entries().stream()
            .anyMatch(e -> e.items().contains(new TransportNote.Incomplete(3))));
  }

  @Test
  void isBounded() {
    Transcript transcript = new Transcript();
    ConnectionTranscript part = new ConnectionTranscript(transcript, "c", Side.BACKEND);
    for (int i = 0; i < 10_000; i++) {
      part.note(new TransportNote.Flooded(i));
    }
    assertEquals(4_000, transcript.entries().size());
    assertEquals(6_000, transcript.dropped());
    assertEquals(List.of(new TransportNote.Flooded(0)), transcript.entries().get(0).items());

    Transcript large = new Transcript();
    ConnectionTranscript octets = new ConnectionTranscript(large, "c", Side.BACKEND);
    for (int i = 0; i < 100; i++) {
      octets.sent(List.of(), Bytes.of(new byte[100_000]));
    }
    assertEquals(5, large.entries().size());
    assertEquals(95, large.dropped());
    octets.note(TransportNote.Ours.RESET);
    assertEquals(6, large.entries().size());
  }

  @Test
  void isBoundedByWhatItCostsOnTheHeap() {
    NoticeResponse great = new NoticeResponse(Collections.nCopies(5_000, new Field('M', "")));
    Transcript transcript = new Transcript();
    ConnectionTranscript part = new ConnectionTranscript(transcript, "c", Side.BACKEND);
    for (int i = 0; i < 20; i++) {
      part.received(System.nanoTime(), List.of(great), great.encode());
    }
    assertTrue(transcript.entries().size() < 10, "kept " + transcript.entries().size());
    assertEquals(20, transcript.entries().size() + transcript.dropped());
    assertTrue(transcript.cost() < 2_100_000, "cost " + transcript.cost());
    Transcript beginning = transcript.beginning(transcript.cost() / 2);
    assertEquals(transcript.entries().get(0), beginning.entries().get(0));
    assertTrue(beginning.cost() <= transcript.cost() / 2);
    assertEquals(20, beginning.entries().size() + beginning.dropped());
    assertEquals(transcript.start(), beginning.start());
  }

  @Test
  void mayKeepNothing() {
    Transcript nothing = Transcript.none();
    new ConnectionTranscript(nothing, "c", Side.BACKEND).note(TransportNote.Ours.RESET);
    assertEquals(new ArrayList<>(), nothing.entries());
    assertEquals(1, nothing.dropped());
  }
}
