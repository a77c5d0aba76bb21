package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.Place;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.ReadyForQuery;

/** Whether a target stood still is known afterwards. */
class PulseTest {
  private static final Duration STILL = Duration.ofMillis(900);

  private final CountDownLatch stands = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final AtomicInteger beats = new AtomicInteger();

  /** Closes the first connection without a StartupMessage, and others when the target goes on. */
  private void serve(Peer peer) throws IOException {
    if (peer.next() != null) {
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      peer.rest();
    } else if (beats.getAndIncrement() > 0) {
      stands.countDown();
      await(goesOn);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Deadline late() {
    return Deadline.in(Judged.PATIENT);
  }

  private static void pause(Duration time) {
    try (Poller poller = new Poller()) {
      poller.pause(time.toNanos());
    }
  }

  @Test
  void aTimeWithoutAnAnswerIsKnownOnceItHasEnded() {
    try (ScriptedServer server = ScriptedServer.start(this::serve);
        Pulse pulse = Pulse.of(server.address())) {
      await(stands);
      long from = System.nanoTime();
      pause(STILL);
      long to = System.nanoTime();
      assertEquals(Duration.ZERO, pulse.silence(from, to, Deadline.in(Duration.ZERO)), "still");
      goesOn.countDown();
      assertEquals(to - from, pulse.silence(from, to, late()).toNanos());
      long half = from + (to - from) / 2;
      assertEquals(to - half, pulse.silence(half, to, late()).toNanos());
      assertEquals(half - from, pulse.silence(from, half, late()).toNanos());
      long before = from - Duration.ofHours(1).toNanos();
      assertEquals(Duration.ZERO, pulse.silence(before, before + 1, late()));
      long after = System.nanoTime() + Duration.ofHours(1).toNanos();
      assertEquals(Duration.ZERO, pulse.silence(after, after + 1, late()));
    }
  }

  @Test
  void aTargetMayStandStillFromTheBeginning() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.next();
                  asked.countDown();
                  await(over);
                });
        Pulse pulse = Pulse.of(server.address())) {
      await(asked);
      long from = System.nanoTime();
      pause(STILL);
      over.countDown();
      Duration silence = pulse.silence(from, System.nanoTime(), late());
      assertTrue(silence.compareTo(STILL) >= 0, silence::toString);
    }
  }

  private static CaseResult result(Verdict verdict, Optional<Evidence> evidence, long nanos) {
    return new CaseResult(
        verdict, List.of("so"), evidence, Optional.empty(), Transcript.none(), nanos);
  }

  private static Optional<Evidence> evidence(Actual came, long from, long to) {
    return Optional.of(
        new Evidence(
            new Place("f", 1, 1),
            "s",
            Expected.Other.RUNNING_QUERY,
            came,
            from,
            to,
            Optional.empty()));
  }

  @Test
  void whatWasMissedWhileNobodyWasAnsweredIsUndecided() {
    try (Judged judged = Judged.with(this::serve).within(Duration.ofSeconds(1));
        TargetMonitor watch = TargetMonitor.over(judged.subject(), false).withPulse()) {
      await(stands);
      long from = System.nanoTime();
      pause(STILL);
      long to = System.nanoTime();
      goesOn.countDown();
      CaseResult missed =
          watch.judged(result(Verdict.FAIL, evidence(new Actual.Nothing(), from, to), 1));
      assertEquals(Verdict.UNDECIDED, missed.verdict());
      assertEquals(Optional.empty(), missed.evidence());
      String says = String.join(" ", missed.says());
      assertTrue(
          says.matches(
              "the target did not react to another connection for \\d\\.\\d s of the wait, and then did"),
          says);
      long wait = 3 * (to - from);
      CaseResult waited = result(Verdict.FAIL, evidence(new Actual.Nothing(), to - wait, to), wait);
      assertSame(waited, watch.judged(waited), "the target answered for most of the wait");
      CaseResult other = result(Verdict.FAIL, evidence(new Actual.Room(1), from, to), 1);
      assertSame(other, watch.judged(other), "that is no silence");
      CaseResult error = result(Verdict.ERROR, Optional.empty(), System.nanoTime() - from);
      assertEquals(Verdict.UNDECIDED, watch.judged(error).verdict());
      CaseResult pass = result(Verdict.PASS, Optional.empty(), System.nanoTime() - from);
      assertSame(pass, watch.judged(pass));
    }
  }

  @Test
  void withoutAPulseNothingIsExcused() {
    try (Judged judged = Judged.with(this::serve).within(Duration.ofSeconds(1));
        TargetMonitor watch = TargetMonitor.over(judged.subject(), false)) {
      CaseResult error = result(Verdict.ERROR, Optional.empty(), 1);
      assertSame(error, watch.judged(error));
    }
  }
}
