package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.scenario.Capability;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.FrontendMessage;
import pgconform.wire.NoticeResponse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** What a target looks like that is well, and what is taken for damage. */
class TargetMonitorTest {
  private static final Duration NEVER = Duration.ofMillis(1);

  /** What the server does with who connects. */
  private enum Mood {
    WELL,
    FULL,
    SHUT,
    DEAF,
    /** Reads what a client asks for, and closes. */
    LEAVES,
    /** Lets in, and answers no query. */
    MUTE,
    /** Lets in, and closes at the first query. */
    RUDE
  }

  private static final class Moody implements Script {
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger shutFor = new AtomicInteger();
    private volatile Mood mood = Mood.WELL;

    @Override
    public void serve(Peer peer) throws IOException {
      connections.incrementAndGet();
      Mood now = shutFor.getAndDecrement() > 0 ? Mood.SHUT : mood;
      if (now == Mood.SHUT) {
        return;
      }
      peer.next();
      if (now == Mood.DEAF) {
        peer.awaitEnd();
      } else if (now == Mood.LEAVES) {
        return;
      } else if (now == Mood.FULL) {
        peer.send(Rows.error("FATAL", "53300", "sorry, too many clients already"));
      } else {
        session(peer, now);
      }
    }

    private void session(Peer peer, Mood now) throws IOException {
      peers.add(peer);
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      for (FrontendMessage next = peer.next(); next != null; next = peer.next()) {
        if (!(next instanceof Query) || now == Mood.RUDE) {
          break;
        } else if (now == Mood.WELL) {
          peer.send(Rows.error("ERROR", "42601", "no"), new ReadyForQuery('I'));
        }
      }
      peers.remove(peer);
    }

    /** Ends all sessions, with an error where there is a SQLSTATE. */
    private void endAll(String state) {
      for (Peer peer : peers) {
        try (peer) {
          peer.send(new NoticeResponse(Rows.error("NOTICE", "00000", "bye").fields()));
          if (!state.isEmpty()) {
            peer.send(Rows.error("FATAL", state, "ended"));
          }
        } catch (IOException e) {
          // It is one that the client has just closed.
        }
      }
      peers.clear();
    }
  }

  private final Moody server = new Moody();
  private final Judged judged = Judged.with(server).within(Duration.ofSeconds(1));

  @AfterEach
  void close() {
    judged.close();
  }

  private TargetMonitor exclusive() {
    return TargetMonitor.over(judged.having(Capability.EXCLUSIVE_USE).subject(), true);
  }

  /** The end of a session takes a moment to arrive. */
  private static Optional<TargetFailure> glance(TargetMonitor watch) {
    return watched(watch, Judged.PATIENT);
  }

  private static Optional<TargetFailure> watched(TargetMonitor watch, Duration within) {
    try (Poller poller = new Poller()) {
      Deadline deadline = Deadline.in(within);
      while (watch.glance().isEmpty() && !deadline.passed()) {
        poller.pause(1_000_000);
      }
      return watch.glance();
    }
  }

  @Test
  void aTargetThatIsWell() {
    try (TargetMonitor watch = exclusive()) {
      int before = server.connections.get();
      assertEquals(Optional.empty(), watch.glance());
      assertEquals(before, server.connections.get(), "a glance asks nobody");
      long since = System.nanoTime();
      assertTrue(watch.answered() - since < 0);
      assertEquals(Optional.empty(), watch.look(since));
      assertTrue(watch.answered() - since >= 0);
      int asked = server.connections.get();
      assertEquals(before + 1, asked);
      assertEquals(Optional.empty(), watch.look(since));
      assertEquals(Optional.empty(), watch.look(watch.answered()));
      assertEquals(asked, server.connections.get(), "it has answered since");
    }
  }

  @Test
  void whereThereIsNoRoomNobodySits() {
    try (TargetMonitor watch = TargetMonitor.over(judged.subject(), false)) {
      assertEquals(1, server.connections.get());
      assertEquals(Optional.empty(), watch.glance());
    }
    try (TargetMonitor watch = TargetMonitor.over(judged.subject(), true)) {
      assertEquals(3, server.connections.get());
      assertEquals(Optional.empty(), watch.glance());
    }
  }

  @ParameterizedTest(name = "exclusive use: {0}, ended by \"{1}\"")
  @CsvSource({
    "true,  57P02, true",
    "true,  '',    true",
    "true,  XX000, true",
    "true,  57P01, false",
    "true,  57P05, false",
    "true,  25P03, false",
    "true,  25P04, false",
    "false, 57P02, true",
    "false, '',    false",
    "false, XX000, false",
    "false, 57P01, false",
  })
  void theEndOfTheSessionThatSits(boolean exclusive, String state, boolean damage) {
    try (TargetMonitor watch =
        exclusive ? exclusive() : TargetMonitor.over(judged.subject(), true)) {
      int before = server.connections.get();
      server.endAll(state);
      Optional<TargetFailure> seen =
          watched(watch, damage ? Judged.PATIENT : Duration.ofMillis(200));
      assertEquals(damage, seen.isPresent(), () -> seen.toString());
      // It looks whether the target is still there, and sits down again.
      assertEquals(before + 2, server.connections.get());
      if (damage) {
        assertEquals(TargetFailure.Kind.ENDED_A_BYSTANDER, seen.get().what());
        assertTrue(seen.get().certain());
        assertTrue(
            seen.get().how().contains(state.isEmpty() ? "Closed[FIN]" : state), seen.get().how());
        assertEquals(seen, watch.glance(), "it stays");
        assertEquals(seen, watch.look(System.nanoTime()));
        assertEquals(Optional.empty(), watch.awaitReturn(NEVER, () -> false));
      }
      assertEquals(Optional.empty(), watch.glance());
      server.endAll("57P02");
      assertEquals(TargetFailure.Kind.ENDED_A_BYSTANDER, glance(watch).orElseThrow().what());
    }
  }

  @ParameterizedTest
  @CsvSource({"SHUT, REFUSES", "LEAVES, REFUSES", "DEAF, ANSWERS_NOBODY", "MUTE, ANSWERS_NOBODY"})
  void aTargetThatServesNobody(Mood mood, TargetFailure.Kind what) {
    try (TargetMonitor watch = exclusive()) {
      long before = watch.answered();
      server.mood = mood;
      int connections = server.connections.get();
      TargetFailure damage = watch.look(System.nanoTime()).orElseThrow();
      assertEquals(what, damage.what());
      assertEquals(connections + 2, server.connections.get(), "it gets a second chance");
      assertEquals(before, watch.answered());
      assertEquals(Optional.of(damage), watch.glance());
      assertEquals(what, watch.awaitReturn(NEVER, () -> false).orElseThrow().what());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "RUDE"})
  void aTargetThatAnswersInSomeWayIsThere(String mood) {
    try (TargetMonitor watch = exclusive()) {
      server.mood = Mood.valueOf(mood);
      assertEquals(Optional.empty(), watch.look(System.nanoTime()));
    }
  }

  @Test
  void aTargetThatEndsASessionAndTakesNobodyAnyMoreIsGone() {
    try (TargetMonitor watch = exclusive()) {
      server.mood = Mood.SHUT;
      server.endAll("");
      assertEquals(TargetFailure.Kind.REFUSES, glance(watch).orElseThrow().what());
    }
  }

  @Test
  void aSessionThatEndsALittleLater() {
    try (TargetMonitor watch = exclusive()) {
      assertEquals(Optional.empty(), watch.linger(Duration.ofMillis(20)));
      server.endAll("57P02");
      TargetFailure damage = watch.linger(Judged.PATIENT).orElseThrow();
      assertEquals(TargetFailure.Kind.ENDED_A_BYSTANDER, damage.what());
      assertEquals(Optional.of(damage), watch.linger(NEVER));
    }
  }

  @Test
  void itLeavesNoSessionBehind() {
    try (TargetMonitor watch = exclusive()) {
      assertEquals(Optional.empty(), watch.awaitReturn(Judged.PATIENT, () -> false));
      awaitSessions(1);
    }
    awaitSessions(0);
  }

  private void awaitSessions(int count) {
    try (Poller poller = new Poller()) {
      Deadline deadline = Deadline.in(Judged.PATIENT);
      while (server.peers.size() != count && !deadline.passed()) {
        poller.pause(1_000_000);
      }
    }
    assertEquals(count, server.peers.size());
  }

  @Test
  void aSecondChanceIsEnough() {
    try (TargetMonitor watch = exclusive()) {
      server.shutFor.set(1);
      assertEquals(Optional.empty(), watch.look(System.nanoTime()));
    }
  }

  @Test
  void whatItDidNotDoBeforeIsNoDamage() {
    server.mood = Mood.MUTE;
    try (TargetMonitor watch = exclusive()) {
      assertEquals(Optional.empty(), watch.look(System.nanoTime()), "it has answered no query");
      server.mood = Mood.SHUT;
      assertTrue(watch.look(System.nanoTime()).isPresent(), "it has let somebody in");
    }
    server.mood = Mood.SHUT;
    try (TargetMonitor watch = exclusive()) {
      assertEquals(Optional.empty(), watch.look(System.nanoTime()), "it has let nobody in");
    }
  }

  @Test
  void howItHasEndedIsTold() {
    Optional<String> death = Optional.of("the server has ended with exit status 1");
    try (TargetMonitor watch =
        TargetMonitor.over(judged.having(Capability.EXCLUSIVE_USE).subject(), true, () -> death)) {
      server.mood = Mood.SHUT;
      TargetFailure damage = watch.look(System.nanoTime()).orElseThrow();
      assertEquals(TargetFailure.Kind.REFUSES, damage.what());
      assertEquals(death.get(), damage.how());
      assertTrue(damage.certain());
    }
  }

  @Test
  void aTargetMayTakeTimeToComeBack() {
    try (TargetMonitor watch = exclusive()) {
      server.mood = Mood.SHUT;
      assertTrue(watch.look(System.nanoTime()).isPresent());
      server.mood = Mood.WELL;
      server.shutFor.set(5);
      assertEquals(Optional.empty(), watch.awaitReturn(Judged.PATIENT, () -> false));
      assertTrue(server.shutFor.get() <= 0);
      // The session that sat before was given up; there is a new one.
      server.endAll("57P02");
      assertEquals(TargetFailure.Kind.ENDED_A_BYSTANDER, glance(watch).orElseThrow().what());
    }
  }

  @Test
  void aTargetThatIsWellIsNotWaitedForAndOneThatIsNotGetsNoSession() {
    try (TargetMonitor watch = exclusive()) {
      AtomicInteger asked = new AtomicInteger();
      assertEquals(
          Optional.empty(), watch.awaitReturn(Judged.PATIENT, () -> asked.incrementAndGet() > 0));
      assertEquals(0, asked.get());
      server.mood = Mood.SHUT;
      int before = server.connections.get();
      assertTrue(watch.awaitReturn(Judged.PATIENT, () -> true).isPresent());
      assertEquals(before + 2, server.connections.get(), "it gets a second chance, and no more");
    }
  }

  @Test
  void nobodyWaitsForItAfterThat() {
    try (TargetMonitor watch = exclusive()) {
      server.mood = Mood.SHUT;
      AtomicInteger asked = new AtomicInteger();
      long start = System.nanoTime();
      assertTrue(watch.awaitReturn(Judged.PATIENT, () -> asked.incrementAndGet() > 2).isPresent());
      assertEquals(3, asked.get());
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 199, () -> "two pauses of 100 ms took " + millis);
    }
  }

  @Test
  void aBlindWatchLooksAtNothing() {
    try (TargetMonitor watch = TargetMonitor.blind(judged.subject())) {
      server.mood = Mood.SHUT;
      assertEquals(Optional.empty(), watch.look(System.nanoTime()));
      assertEquals(0, server.connections.get());
    }
  }

  @Test
  void whereThereIsNoServerThereIsNoDamage() {
    try (TargetMonitor watch = TargetMonitor.ofNobody()) {
      assertEquals(Optional.empty(), watch.glance());
      assertEquals(Optional.empty(), watch.look(System.nanoTime()));
      assertEquals(Optional.empty(), watch.linger(NEVER));
      assertEquals(Optional.empty(), watch.awaitReturn(NEVER, () -> false));
    }
  }
}
