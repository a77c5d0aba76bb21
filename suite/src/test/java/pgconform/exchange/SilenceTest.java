package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import pgconform.link.Transport;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** A silence is the target's only if it was not everybody's. */
class SilenceTest {
  private static final Duration LIMIT = Duration.ofMillis(1_500);
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static final Scenario WAITING =
      Scenarios.steps(
          """
          - start: s
          - send: s
            messages: [{Query: select 2}]
          - expect: s
            messages: RowDescription
          """);

  private final AtomicInteger sessions = new AtomicInteger();

  /** The case's own session is silent; others are answered after a time, or never. */
  private CaseResult withOthersAnswered(Optional<Duration> after) {
    try (Judged judged =
        Judged.with(
                peer -> {
                  boolean own = sessions.getAndIncrement() == 0;
                  peer.next();
                  peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
                  while (peer.next() != null) {
                    if (!own && after.isPresent()) {
                      answer(peer, after.get());
                    }
                  }
                })
            .within(LIMIT)) {
      return judged.run(WAITING);
    }
  }

  private static void answer(Peer peer, Duration after) throws java.io.IOException {
    pause(after);
    peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I'));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatAnswersOthersAtOnceFails() {
    CaseResult result = withOthersAnswered(Optional.of(Duration.ZERO));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("s: nothing, until the time limit", result.evidence().orElseThrow().signature());
  }

  @Test
  void aServerThatAnswersNobodyFails() {
    CaseResult result = withOthersAnswered(Optional.empty());
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
  }

  @Test
  void aServerThatIsLateForOthersTooIsOverloaded() {
    CaseResult result = withOthersAnswered(Optional.of(Duration.ofMillis(800)));
    assertEquals(Verdict.UNDECIDED, result.verdict(), result::toString);
    assertEquals(Optional.empty(), result.evidence());
    assertTrue(
        result.says().get(0).contains("another session was answered late"), result::toString);
  }

  @Test
  void whoStoodStillCannotTell() {
    PauseDetector stalls = new PauseDetector();
    long since = System.nanoTime() - LIMIT.toNanos();
    try (ScriptedServer server = PostgresLike.start()) {
      ControlSession bystander =
          new ControlSession(server.connector(), Transport.PLAIN, LOGIN, LIMIT, stalls);
      stalls.woken(System.nanoTime(), Duration.ofMillis(100).toNanos());
      assertEquals(Optional.empty(), bystander.excuse(since), "that is usual");
      stalls.woken(since - 1, Duration.ofMillis(900).toNanos());
      assertEquals(Optional.empty(), bystander.excuse(since), "that was before");
      stalls.woken(System.nanoTime(), Duration.ofMillis(400).toNanos());
      String words = bystander.excuse(since).orElseThrow();
      assertTrue(words.contains("pgconform itself was not scheduled for 400 ms"), words);
    }
  }

  @Test
  void aServerThatRefusesTheBystanderHasAnswered() {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", "53300", "too many"));
            })) {
      ControlSession bystander =
          new ControlSession(
              server.connector(), Transport.PLAIN, LOGIN, LIMIT, new PauseDetector());
      assertEquals(Optional.empty(), bystander.excuse(System.nanoTime()));
    }
  }

  private static Optional<String> excuse(ScriptedServer server) {
    return new ControlSession(
            server.connector(), Transport.PLAIN, LOGIN, LIMIT, new PauseDetector())
        .excuse(System.nanoTime());
  }

  @Test
  void aServerThatIsLateWithItsRefusalIsOverloaded() {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              pause(Duration.ofMillis(2_100));
              peer.send(Rows.error("FATAL", "53300", "too many"));
            })) {
      ControlSession patient =
          new ControlSession(
              server.connector(),
              Transport.PLAIN,
              LOGIN,
              Duration.ofSeconds(20),
              new PauseDetector());
      String words = patient.excuse(System.nanoTime()).orElseThrow();
      assertTrue(words.contains("answered late"), words);
    }
  }

  /** An answer takes as long as it takes to be complete. */
  @Test
  void aServerWhoseReadyForQueryIsLateIsOverloaded() {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
              while (peer.next() != null) {
                peer.send(Rows.error("ERROR", "42601", "what?"));
                pause(Duration.ofMillis(800));
                peer.send(new ReadyForQuery('I'));
              }
            })) {
      assertTrue(excuse(server).orElseThrow().contains("answered late"));
    }
  }

  @Test
  void eachOfThreeAnswersIsWaitedForUntilItIsComplete() {
    AtomicInteger queries = new AtomicInteger();
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
              while (peer.next() instanceof Query) {
                peer.send(Rows.error("ERROR", "42601", "what?"));
                pause(Duration.ofMillis(queries.incrementAndGet() == 3 ? 600 : 0));
                peer.send(new ReadyForQuery('I'));
              }
            })) {
      String words = excuse(server).orElseThrow();
      assertTrue(
          words.matches(
              "nothing arrived within the time limit, but another session was answered late, too:"
                  + " after \\d+ ms"),
          words);
      int millis = Integer.parseInt(words.replaceAll("\\D", ""));
      assertTrue(millis >= 600 && millis < LIMIT.toMillis(), words);
    }
    assertEquals(3, queries.get());
  }

  /** A server that ends the session has answered, too. */
  @Test
  void aServerThatHangsUpHasAnswered() {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.next();
              peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
              peer.next();
            })) {
      long start = System.nanoTime();
      assertEquals(Optional.empty(), excuse(server));
      assertTrue(System.nanoTime() - start < LIMIT.toNanos(), "nobody waits for more");
    }
  }
}
