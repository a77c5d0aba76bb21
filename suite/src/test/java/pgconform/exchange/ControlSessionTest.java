package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** How late a session of nobody's is answered, and what is not taken for an answer. */
class ControlSessionTest {
  /** A little longer than a session usually takes to begin. */
  private static final Duration LIMIT = Duration.ofMillis(2_100);

  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private final AtomicInteger questions = new AtomicInteger();

  private static void pause(Peer peer, Duration time) {
    peer.link().poller().pause(time.toNanos());
  }

  private static Optional<String> excuse(
      Script script, Transport transport, Duration limit, PauseDetector pauses) {
    try (ScriptedServer server = ScriptedServer.start(script)) {
      return new ControlSession(server.connector(), transport, LOGIN, limit, pauses)
          .excuse(System.nanoTime() - limit.toNanos());
    }
  }

  private static Optional<String> excuse(Script script, Transport transport, Duration limit) {
    return excuse(script, transport, limit, new PauseDetector());
  }

  /** Lets everybody in, and is late with the answer to the first question. */
  private Script answering(Duration after) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      while (peer.next() instanceof Query) {
        pause(peer, questions.incrementAndGet() == 1 ? after : Duration.ZERO);
        peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I'));
      }
    };
  }

  @Test
  void aServerThatAnswersAtOnceIsAskedThreeTimes() {
    Optional<String> late = excuse(answering(Duration.ZERO), Transport.PLAIN, Judged.PATIENT);
    // On a machine that is busy, any answer may be late.
    assertTrue(questions.get() == 3 || late.isPresent(), () -> late + ": " + questions);
    assertTrue(questions.get() <= 3, questions::toString);
  }

  @Test
  void aServerThatIsLateOnceIsAskedNoMore() {
    String words =
        excuse(answering(Duration.ofMillis(600)), Transport.PLAIN, Judged.PATIENT).orElseThrow();
    assertTrue(words.contains("another session was answered late"), words);
    assertTrue(questions.get() <= 1, questions::toString);
  }

  /** A tenth of the wait may have been missed, and no more. */
  @ParameterizedTest
  @CsvSource({"300, false", "301, true"})
  void aProcessThatMissedALargePartOfTheWaitCannotTell(int missed, boolean excused) {
    PauseDetector pauses = new PauseDetector();
    pauses.woken(System.nanoTime(), Duration.ofMillis(missed).toNanos());
    Optional<String> excuse =
        excuse(answering(Duration.ZERO), Transport.PLAIN, Duration.ofSeconds(3), pauses);
    boolean missing = excuse.filter(words -> words.contains("was not scheduled")).isPresent();
    assertEquals(excused, missing, excuse::toString);
  }

  /** The answer to a request for encryption counts as well, whatever it is. */
  @Test
  void aServerThatIsLateToRefuseEncryptionIsOverloaded() {
    Script late =
        peer -> {
          peer.next();
          pause(peer, LIMIT);
          peer.send(Rows.error("FATAL", "53300", "too many"));
        };
    String words = excuse(late, Transport.TLS, Judged.PATIENT).orElseThrow();
    assertTrue(words.contains("another session was answered late"), words);
  }

  @ParameterizedTest
  @CsvSource({"PLAIN", "TLS"})
  void aServerThatNeverAnswersIsNotLate(Transport transport) {
    Script silent =
        peer -> {
          peer.next();
          peer.awaitEnd();
        };
    assertEquals(Optional.empty(), excuse(silent, transport, LIMIT));
  }
}
