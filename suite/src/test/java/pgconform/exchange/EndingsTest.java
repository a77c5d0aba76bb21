package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.ReadyForQuery;

/** A connection ends when its step is carried out, not when the case is over. */
class EndingsTest {
  private static final String ASK =
      """
      - send: s
        messages: [Sync]
      - expect: s
        messages: ReadyForQuery
      """;

  private final CountDownLatch ended = new CountDownLatch(1);

  /** A session that answers once another connection has ended. */
  private void session(Peer peer) throws java.io.IOException {
    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
    peer.next();
    try {
      if (ended.await(Judged.PATIENT.toMillis(), TimeUnit.MILLISECONDS)) {
        peer.send(new ReadyForQuery('I'));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passes(Script script, Scenario scenario, Case values) {
    try (Judged judged = Judged.with(script)) {
      CaseResult result = judged.run(scenario, values);
      assertEquals(Verdict.PASS, result.verdict(), result::toString);
    }
  }

  private void besideASession(Peer peer) throws java.io.IOException {
    if (peer.peek() == 0) {
      peer.next();
      session(peer);
    } else {
      peer.awaitEnd();
      ended.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HALF", "FIN"})
  void aFramingEndsItBehindTheLastOctet(Framing.Ending ending) {
    Scenario scenario =
        Scenarios.property(
            "cut: {framing of: 5}\n",
            """
            - start: s
            - open: c
            - send: c
              messages: [Sync]
              framing: $cut
            """
                + ASK);
    Framing framing = new Framing(List.of(), Bytes.EMPTY, ending);
    passes(this::besideASession, scenario, new Case(Map.of("cut", framing)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fin", "half"})
  void closingEndsItNow(String by) {
    String steps = "- start: s\n- open: c\n- send: c\n  messages: [Sync]\n- close: c\n  by: ";
    passes(this::besideASession, Scenarios.steps(steps + by + "\n" + ASK), new Case(Map.of()));
  }

  @Test
  void whoWasRefusedLeaves() {
    AtomicInteger come = new AtomicInteger();
    Script oneOnly =
        peer -> {
          peer.next();
          if (come.incrementAndGet() == 1) {
            session(peer);
          } else {
            peer.send(Rows.error("FATAL", "53300", "too many"));
            peer.awaitEnd();
            ended.countDown();
          }
        };
    passes(oneOnly, Scenarios.steps("- exhaust: s\n" + ASK), new Case(Map.of()));
  }
}
