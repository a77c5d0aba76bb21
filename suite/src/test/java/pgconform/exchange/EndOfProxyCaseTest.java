package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.link.TransportNote;
import pgconform.testing.Judged;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** Before a case with a proxy ends its sessions, its CancelRequests have ended. */
class EndOfProxyCaseTest {
  private static final String HELD = "- start: c\n- hold: c\n";

  private static final String BY_HAND =
      """
      - open: x
        over: plain
        times: 9
      - send: x
        messages: [{CancelRequest: {processId: 1, secretKey: "00"}}]
      - repeat: 9
        steps: [{accept: forwarded}]
      """;

  private static List<?> items(Transcript transcript, String connection) {
    return transcript.entries().stream()
        .filter(entry -> entry.connection().equals(connection))
        .flatMap(entry -> entry.items().stream())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'- cancel: c', cancel",
    "'- cancel: c\n- accept: forwarded', cancel",
    "'- cancel: c\n  times: 9\n- repeat: 9\n  steps: [{accept: forwarded}]', cancel9",
    "'" + BY_HAND + "', x9",
    "'- together:\n    - steps: [{cancel: c}, {accept: forwarded}]', cancel",
  })
  void theProxyHasClosedThem(String steps, String name) throws Exception {
    Transcript transcript = new Transcript();
    try (Straight straight = Straight.start()) {
      ProxyInterpreter interpreter = straight.steps(transcript, HELD + steps);
      if (!steps.contains("accept")) {
        straight.backend.nextCancel(Deadline.in(Judged.PATIENT)).orElseThrow().link.close();
      }
      interpreter.close();
    }
    List<?> items = items(transcript, name);
    assertEquals(TransportNote.Ours.CLOSED_AFTER_PEER, items.get(items.size() - 1));
  }

  /** How long a case took to end after these steps, which leave nothing to wait for. */
  private static long nanos(String steps) {
    try (Straight straight = Straight.start()) {
      ProxyInterpreter interpreter = straight.steps(new Transcript(), HELD + steps);
      long start = System.nanoTime();
      interpreter.close();
      return System.nanoTime() - start;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- cancel: c\n- accept: x",
        "- cancel: c\n- close: cancel",
        "- send: c\n  messages: [{Query: select 1}]"
      })
  void nobodyWaitsForMore(String steps) {
    long most = Duration.ofMillis(900).toNanos();
    // On a busy machine it may take long for another reason.
    assertTrue(Stream.generate(() -> nanos(steps)).limit(5).anyMatch(nanos -> nanos < most));
  }

  @Test
  void aCancelRequestOnAConnectionFromBeforeTheCaseIsRecordedInIt() throws Exception {
    Transcript transcript = new Transcript();
    Deadline deadline = Deadline.in(Judged.PATIENT);
    try (Straight straight = Straight.start();
        Poller poller = new Poller()) {
      Link link =
          straight
              .proxy()
              .front()
              .connector()
              .open(poller, Transcript.none(), "before", Transport.PLAIN, deadline);
      // The connections before this one have been accepted, too.
      straight.steps(new Transcript(), "- start: s\n").close();
      straight.backend.enter(transcript, true);
      CancelRequest request = new CancelRequest(1, Bytes.ofHex("01020304"));
      link.send(request.encode(), List.of(request), deadline);
      straight.steps(transcript, "- accept: forwarded\n").close();
    }
    assertEquals(List.of(TransportNote.Ours.CLOSED), items(transcript, "forwarded"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{accept: x}', true",
    "'{no connection: 1ms}', true",
    "'{quiet: c, for: 1ms}', false",
    "'{cancel: c}', false"
  })
  void aCaseLooksAtCancelRequestsItself(String step, boolean looks) {
    String steps = "steps:\n  - start: c\n  - %s\n  - quiet: c\n    for: 1ms\n".formatted(step);
    assertEquals(looks, ProxyInterpreter.seesCancels(Straight.scenario(steps).steps().get(1)));
  }
}
