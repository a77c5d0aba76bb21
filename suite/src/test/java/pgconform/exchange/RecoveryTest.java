package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Poller;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ReadyForQuery;

/** No case is blamed for what its proxy refuses because of the case before. */
class RecoveryTest {
  private static final ErrorResponse LATER =
      Rows.error("FATAL", "08P01", "server login has been failing, try again later");

  /** For servers that do not answer. */
  private static final Duration SHORT = Duration.ofMillis(100);

  /** Refuses some sessions, or their first queries, and serves those that come then. */
  private record Sulking(AtomicInteger refusals, boolean atQueries) implements Script {
    @Override
    public void serve(Peer peer) throws IOException {
      boolean refuses = refusals.getAndDecrement() > 0;
      peer.next();
      if (refuses && !atQueries) {
        peer.send(LATER);
        return;
      }
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      peer.next();
      if (refuses) {
        peer.send(LATER);
      } else {
        peer.send(Rows.of("1").toArray(BackendMessage[]::new));
        peer.send(new ReadyForQuery('I'));
        peer.next();
      }
    }
  }

  private static boolean recovers(Script proxy, Duration within) {
    return recovers(Judged.with(proxy), within);
  }

  private static boolean recovers(Judged judged, Duration within) {
    try (judged;
        Poller poller = new Poller()) {
      return new Recovery(judged.subject(), poller).await(within);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProxyIsWaitedForThatTriesAgain(boolean atQueries) {
    AtomicInteger refusals = new AtomicInteger(3);
    assertTrue(recovers(new Sulking(refusals, atQueries), Judged.PATIENT));
    assertEquals(-1, refusals.get(), "three that are refused, and one that is served");
  }

  @Test
  void nobodyWaitsTwiceForOneThatDoesNot() {
    AtomicInteger refusals = new AtomicInteger(Integer.MAX_VALUE);
    assertFalse(recovers(new Sulking(refusals, false), Duration.ofMillis(300)));
    int attempts = Integer.MAX_VALUE - refusals.get();
    assertTrue(attempts <= 4, () -> "there is a pause after each of " + attempts);
  }

  @Test
  void oneThatClosesIsNotWaitedFor() {
    AtomicInteger attempts = new AtomicInteger();
    assertTrue(recovers(peer -> attempts.incrementAndGet(), Judged.PATIENT));
    assertEquals(1, attempts.get());
  }

  @Test
  void oneThatIsSilentIsNotWaitedFor() {
    AtomicInteger attempts = new AtomicInteger();
    Script silent =
        peer -> {
          attempts.incrementAndGet();
          peer.awaitEnd();
        };
    assertTrue(recovers(Judged.with(silent).within(SHORT), Judged.PATIENT));
    assertEquals(1, attempts.get());
  }

  @Test
  void oneThatAnswersNoQueryIsNotWaitedFor() {
    AtomicInteger attempts = new AtomicInteger();
    Script mute =
        peer -> {
          attempts.incrementAndGet();
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          peer.awaitEnd();
        };
    assertTrue(recovers(Judged.with(mute).within(SHORT), Judged.PATIENT));
    assertEquals(1, attempts.get());
  }

  @Test
  void oneThatIsGoneIsNotWaitedFor() {
    Judged judged = Judged.good();
    Subject.Server gone = judged.subject();
    judged.close();
    try (Poller poller = new Poller()) {
      assertTrue(new Recovery(gone, poller).await(Duration.ZERO));
    }
  }
}
