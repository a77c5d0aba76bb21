package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;

/** That nothing takes longer than it may, whatever a server does or leaves undone. */
class DeadlineTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  /** How much later than asked for something may end on a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static Duration time(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void assertBounded(Duration took) {
    assertTrue(took.compareTo(LIMIT) >= 0, "too early: " + took);
    assertTrue(took.compareTo(LIMIT.plus(SLACK)) < 0, "too late: " + took);
  }

  @Test
  void aSilentServer() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      assertBounded(time(() -> assertTrue(link.next(Deadline.in(LIMIT)).isEmpty())));
      assertFalse(link.closedByPeer());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"PLAIN", "DIRECT_TLS"})
  void aServerThatNeverReads(Transport transport) throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  if (transport == Transport.DIRECT_TLS) {
                    peer.peek();
                    peer.startTls();
                  }
                  LinkTesting.sleepUntilClosed();
                });
        Poller poller = new Poller()) {
      Transcript transcript = new Transcript();
      Link link =
          server.connector().open(poller, transcript, "client", transport, LinkTesting.soon());
      Bytes much = Bytes.of(new byte[50_000_000]);
      assertBounded(time(() -> link.send(much, List.of("much"), Deadline.in(LIMIT))));
      List<Transcript.Entry> entries = transcript.entries();
      assertTrue(
          entries.get(entries.size() - 1).texts().get(0).matches("\\d+ bytes .* not .* in time"),
          entries.toString());
    }
  }

  @Test
  void aServerThatReadsNothingOfManySegments() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(peer -> LinkTesting.sleepUntilClosed());
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      List<Bytes> segments = Collections.nCopies(2_000, Bytes.of(new byte[25_000]));
      assertBounded(
          time(() -> link.send(segments, List.of("much"), Duration.ZERO, Deadline.in(LIMIT))));
    }
  }

  @Test
  void gapsBetweenSegmentsEndAtTheDeadline() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      List<Bytes> segments = Collections.nCopies(1_000, Bytes.of((byte) 1));
      assertBounded(
          time(
              () ->
                  link.send(segments, List.of("slow"), Duration.ofMillis(20), Deadline.in(LIMIT))));
    }
  }

  @Test
  void thereIsNoDeadlineForWhatHasComeAlready() throws Exception {
    try (ScriptedServer server = PostgresLike.start();
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      LinkTesting.send(link, Bytes.ofHex("00000008 00040000"));
      // Waiting for the end makes sure that all is there.
      poller.await(link::closedByPeer, LinkTesting.soon());
      assertEquals(
          "ErrorResponse",
          ((Event.Received) link.next(Deadline.in(Duration.ofSeconds(-1))).orElseThrow())
              .message()
              .messageName());
    }
  }
}
