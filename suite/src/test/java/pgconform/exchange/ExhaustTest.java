package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;

/** Filling a server up ends soon, whatever the server does, and says how it ended. */
class ExhaustTest {
  private static final Scenario FILL =
      Scenarios.steps(
          """
          - exhaust: sessions
          - close: sessions
            by: terminate
          - expect: sessions
            messages: Closed
          """);

  /** Lets so many in at the same time; does something else to those who come then. */
  private static Script room(int sessions, Script otherwise) {
    Semaphore slots = new Semaphore(sessions);
    return peer -> {
      peer.next();
      if (!slots.tryAcquire()) {
        otherwise.serve(peer);
        return;
      }
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      peer.next();
    };
  }

  private static void refuse(Peer peer, String code) throws IOException {
    peer.send(Rows.error("FATAL", code, "no"));
  }

  private static CaseResult fill(Script script, Duration limit) {
    try (Judged judged = Judged.with(script).within(limit)) {
      return judged.run(FILL);
    }
  }

  private static Evidence broken(CaseResult result) {
    assertEquals(Verdict.FAIL, result.verdict(), () -> result.toString());
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals(8, evidence.place().line(), "the step that fills");
    return evidence;
  }

  @Test
  void aFullServerIsReached() {
    try (Judged judged = Judged.with(room(3, peer -> refuse(peer, "53300")))) {
      CaseResult result = judged.run(FILL);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      assertEquals(Optional.empty(), result.evidence());
      assertEquals(4, judged.server().accepted(), "three sessions and the one too many");
    }
  }

  @Test
  void sessionsAreStartedInTheWayThatWorks() {
    Script inside = room(3, peer -> refuse(peer, "53300"));
    Script onlyTls =
        peer -> {
          if (peer.next() instanceof SSLRequest) {
            peer.send(Bytes.ofHex("53"));
            peer.startTls();
            inside.serve(peer);
          }
        };
    try (Judged judged = Judged.with(onlyTls).over(Transport.TLS)) {
      CaseResult result = judged.run(FILL);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
  }

  @Test
  void sessionsAreStartedInPlaintextWhereThatWorks() {
    try (Judged judged = Judged.with(room(3, peer -> refuse(peer, "53300")))) {
      judged.over(Transport.TLS, Transport.PLAIN).having(Capability.PLAIN);
      CaseResult result = judged.run(FILL);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
  }

  @ParameterizedTest(name = "{0} ms for the first of many that have {1} ms each: {2} ms for all")
  @CsvSource({
    "0, 1000, 3000",
    "5, 1000, 3000",
    "6, 1000, 3600",
    "14, 1000, 8400",
    "15, 1000, 9000",
    "900, 1000, 9000",
    "14, 20, 180"
  })
  void aSlowServerHasMoreTimeForAllOfThem(long first, long limit, long all) {
    assertEquals(
        Duration.ofMillis(all),
        Exhausting.bound(Duration.ofMillis(first), Duration.ofMillis(limit)));
  }

  @Test
  void whoLetsNobodyInIsNotFull() {
    Evidence evidence = broken(fill(room(0, peer -> refuse(peer, "28000")), Judged.PATIENT));
    assertEquals("sessions1", evidence.connection());
    assertEquals("a session for tester", evidence.expected().toString());
    assertEquals("the server refused the session: FATAL 28000: no", evidence.came().toString());
  }

  @Test
  void whoHasNoRoomAtAllCannotBeJudged() {
    CaseResult result = fill(room(0, peer -> refuse(peer, "53300")), Judged.PATIENT);
    assertEquals(Verdict.ERROR, result.verdict());
    assertEquals(
        List.of(
            "the target has no room for a single session:"
                + " the server refused the session: FATAL 53300: no"),
        result.says());
  }

  @Test
  void whoIsSilentFromTheBeginningOpensNoSession() {
    Evidence evidence = broken(fill(Peer::awaitEnd, Judged.IMPATIENT));
    assertEquals("sessions1", evidence.connection());
    assertEquals(
        "the server did not complete the start-up within the time limit",
        evidence.came().toString());
  }

  @Test
  void whoFallsSilentDoesNotSayThatItIsFull() {
    Evidence evidence = broken(fill(room(2, Peer::awaitEnd), Duration.ofSeconds(2)));
    assertEquals("sessions3", evidence.connection());
    assertEquals("a session for tester or ErrorResponse[C=53300]", evidence.expected().toString());
    assertEquals(
        "the server did not complete the start-up within the time limit",
        evidence.came().toString());
  }

  @Test
  void anotherRefusalDoesNotSayThatItIsFull() {
    Evidence evidence = broken(fill(room(1, peer -> refuse(peer, "08004")), Judged.PATIENT));
    assertEquals("sessions2", evidence.connection());
    assertEquals("the server refused the session: FATAL 08004: no", evidence.came().toString());
  }

  private static CaseResult pooled(Script script, Duration limit) {
    try (Judged judged = Judged.with(script).within(limit).as(Profile.POOLER)) {
      return judged.run(FILL);
    }
  }

  @Test
  void whatStandsBeforeAServerSaysInItsOwnWordsThatItIsFull() {
    CaseResult result = pooled(room(2, peer -> refuse(peer, "08P01")), Judged.PATIENT);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    assertEquals(
        "sessions1", broken(pooled(room(0, p -> refuse(p, "08P01")), Judged.PATIENT)).connection());
    assertEquals(
        "sessions3", broken(pooled(room(2, p -> refuse(p, "57P01")), Judged.PATIENT)).connection());
    Script mild = room(2, peer -> peer.send(Rows.error("ERROR", "08P01", "no")));
    assertEquals("sessions3", broken(pooled(mild, Judged.PATIENT)).connection());
  }

  @Test
  void whatStandsBeforeAServerMayLetAClientWait() {
    CaseResult result = pooled(room(2, Peer::awaitEnd), Duration.ofSeconds(2));
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    assertEquals("sessions1", broken(pooled(Peer::awaitEnd, Judged.IMPATIENT)).connection());
  }

  @Test
  void aCloseDoesNotSayThatItIsFull() {
    Evidence evidence = broken(fill(room(1, Peer::close), Judged.PATIENT));
    assertEquals(
        "the server did not complete the start-up: Closed[FIN]", evidence.came().toString());
  }

  @Test
  void whoTakesItsTimeForEachSessionIsGivenUp() {
    // Each session begins in time; three hundred of them would take half a minute.
    Script slow =
        peer -> {
          peer.next();
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          peer.next();
        };
    CaseResult result = fill(slow, Duration.ofMillis(500));
    assertEquals(Verdict.UNDECIDED, result.verdict(), () -> result.toString());
    String says = result.says().get(0);
    assertTrue(
        says.matches(
            "the server accepted \\d{1,2} sessions in 4.5 s, and the time was up before it refused"
                + " one"),
        says);
  }

  @Test
  void whoTakesEverybodyHasNoLimitThatWasTried() throws InterruptedException {
    BlockingQueue<String> last = new LinkedBlockingQueue<>();
    Script roomy =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          last.add(String.valueOf(peer.next()));
        };
    try (Judged judged = Judged.with(roomy)) {
      CaseResult result = judged.run(FILL);
      assertEquals(Verdict.UNSUPPORTED, result.verdict());
      assertEquals(
          List.of(
              "the server accepted 300 sessions; pgconform does not try more, so the limit is"
                  + " unknown"),
          result.says());
      // All of them end by the book, although no step of the case came to that.
      for (int i = 0; i < 300; i++) {
        assertEquals("Terminate", last.poll(20, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void aLoginThatTheTargetLacksIsNotReplaced() {
    Scenario scenario =
        Scenarios.needing(
            "user login",
            """
            - exhaust: sessions
              as: user
            - alive: sessions
            """);
    try (Judged judged = Judged.with(room(1, Peer::close))) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.ERROR, result.verdict());
      assertEquals(List.of("the target has no login 'user'"), result.says());
    }
  }

  private static final Scenario TWICE =
      Scenarios.steps(
          """
          - exhaust: before
          - close: before
            by: terminate
          - expect: before
            messages: Closed
          - exhaust: again
            like: before
          - alive: again
          """);

  /** Has room for so many at first and, once the first of them has gone, for so many. */
  private static Script room(int before, int after) {
    AtomicInteger come = new AtomicInteger();
    PostgresLike sessions = new PostgresLike(new Rules());
    return peer -> {
      int number = come.incrementAndGet();
      boolean full = number == before + 1 || number == before + 1 + after + 1;
      if (full) {
        peer.next();
        refuse(peer, "53300");
      } else {
        sessions.serve(peer);
      }
    };
  }

  @Test
  void asManyAsBeforeFitIn() {
    try (Judged judged = Judged.with(room(3, 3))) {
      CaseResult result = judged.run(TWICE);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void moreOrLessRoomThanBeforeBreaksTheRequirement(int after) {
    try (Judged judged = Judged.with(room(3, after))) {
      Evidence evidence = judged.run(TWICE).evidence().orElseThrow();
      assertEquals("again", evidence.connection());
      assertEquals("room for 3 sessions, as before", evidence.expected().toString());
      assertEquals("room for " + after, evidence.came().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, 11, PASS",
    "12, 13, PASS",
    "12, 15, PASS",
    "3, 5, PASS",
    "12, 10, FAIL",
    "3, 2, FAIL"
  })
  void whatStandsBeforeAServerMayCountTheLastForAMoment(int before, int after, Verdict verdict) {
    try (Judged judged = Judged.with(room(before, after)).as(Profile.POOLER)) {
      CaseResult result = judged.run(TWICE);
      assertEquals(verdict, result.verdict(), () -> result.toString());
    }
  }

  @Test
  void whoCannotBeReachedIsNotJudged() {
    Judged judged = Judged.with(room(1, Peer::close));
    Subject.Server subject = judged.subject();
    judged.close();
    CaseResult result = new Exchange(FILL, subject).run(new Case(Map.of()));
    assertEquals(Verdict.ERROR, result.verdict());
    assertTrue(result.says().get(0).startsWith("cannot connect to "), result.says().get(0));
  }
}
