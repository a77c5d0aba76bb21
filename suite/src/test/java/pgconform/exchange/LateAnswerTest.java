package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** A target that stood still, and continues just after the time limit, did not fail to answer. */
class LateAnswerTest {
  private static final Duration LIMIT = Duration.ofMillis(700);

  private static final Scenario QUERY =
      Scenarios.steps(
          """
          - start: s
          - send: s
            messages: [{Query: select 2}]
          - expect: s
            messages: RowDescription DataRow CommandComplete ReadyForQuery
          """);

  private static final Scenario SEEN =
      Scenarios.steps(
          """
          - start: s
          - send: s
            messages: [{Query: select 2}]
          - seen: s
            messages: RowDescription DataRow
          """);

  private static final Scenario START =
      Scenarios.steps(
          """
          - start: s
          """);

  private static final List<BackendMessage> ROW = Rows.of("1");

  private interface Late {
    void continues(Peer peer) throws IOException;
  }

  /**
   * Runs a case whose own session, the first one, continues as soon as another session was
   * answered: the control session after the time limit.
   *
   * @param before what it sends before that
   */
  private static CaseResult run(Scenario scenario, boolean starts, Late before, Late late) {
    AtomicInteger sessions = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(1);
    try (Judged judged =
        Judged.with(
                peer -> {
                  boolean own = sessions.getAndIncrement() == 0;
                  peer.next();
                  if (!own || starts) {
                    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
                    peer.next();
                  }
                  if (own) {
                    before.continues(peer);
                    await(answered);
                    late.continues(peer);
                  } else {
                    peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I'));
                    answered.countDown();
                  }
                  // The control session asks more than once.
                  while (peer.next() instanceof Query) {
                    peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I'));
                  }
                })
            .within(LIMIT)) {
      return judged.run(scenario);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("no other session has asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void nothing(Peer peer) {}

  private static void assertLate(String message, CaseResult result) {
    assertEquals(Verdict.UNDECIDED, result.verdict(), result::toString);
    assertEquals(Optional.empty(), result.evidence());
    String words = result.says().get(0);
    assertTrue(
        words.matches(
            message + " arrived \\d+ ms after the time limit, so it was late, not missing"),
        words);
    long late = Long.parseLong(words.replaceAll("\\D", ""));
    assertTrue(late < TimeUnit.NANOSECONDS.toMillis(result.nanos()), words);
  }

  @Test
  void anAnswerThatArrivesJustAfterTheLimitIsLate() {
    assertLate(
        "RowDescription", run(QUERY, true, LateAnswerTest::nothing, peer -> peer.send(ROW.get(0))));
  }

  @Test
  void aRoundThatIsOnlyLateIsNoViolation() {
    Scenario race =
        Scenarios.steps(
            """
            - start: s
            - rounds: 5
              steps:
                - send: s
                  messages: [{Query: select 2}]
                - expect: s
                  one of: {one: CommandComplete ReadyForQuery, two: Closed}
            """);
    BackendMessage done = new CommandComplete("DONE");
    CaseResult result =
        run(
            race,
            true,
            peer -> {
              peer.send(done, new ReadyForQuery('I'));
              peer.next();
            },
            peer -> peer.send(done));
    assertLate("CommandComplete", result);
    RaceCounts counts = result.races().get(0);
    assertEquals(List.of("one"), counts.rounds().stream().map(RaceCounts.Round::outcome).toList());
    assertEquals(0, counts.violations());
    assertEquals(Optional.empty(), counts.repeated());
  }

  @Test
  void messagesThatMayArriveAtAnyTimeAreSkipped() {
    assertLate(
        "RowDescription",
        run(
            QUERY,
            true,
            LateAnswerTest::nothing,
            peer -> peer.send(new ParameterStatus("a", "b"), ROW.get(0))));
  }

  @Test
  void theRestOfAnAnswerIsLate() {
    assertLate(
        "DataRow", run(QUERY, true, peer -> peer.send(ROW.get(0)), peer -> peer.send(ROW.get(1))));
  }

  /** Events that are only looked at stay where they are, before the late one. */
  @Test
  void eventsThatCameInTimeAreNotLate() {
    assertLate(
        "DataRow", run(SEEN, true, peer -> peer.send(ROW.get(0)), peer -> peer.send(ROW.get(1))));
  }

  @Test
  void aSessionThatStartsJustAfterTheLimitIsLate() {
    assertLate(
        "AuthenticationOk",
        run(START, false, LateAnswerTest::nothing, peer -> peer.send(new AuthenticationOk())));
  }

  /** The answer to another session is not that of the silent one. */
  @Test
  void anotherConnectionIsNotTheSilentOne() {
    Scenario both =
        Scenarios.steps(
            """
            - start: s
            - start: other
            - send: s
              messages: [{Query: select 2}]
            - expect: s
              messages: RowDescription
            """);
    AtomicInteger sessions = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(1);
    try (Judged judged =
        Judged.with(
                peer -> {
                  int number = sessions.getAndIncrement();
                  peer.next();
                  peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
                  if (number == 1) {
                    await(answered);
                    peer.send(ROW.get(0));
                  }
                  while (peer.next() instanceof Query) {
                    if (number > 1) {
                      peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I'));
                      answered.countDown();
                    }
                  }
                })
            .within(LIMIT)) {
      CaseResult result = judged.run(both);
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    }
  }

  @Test
  void anEventLikeTheAwaitedOneThatCameInTimeIsNotLate() {
    Scenario two =
        Scenarios.steps(
            """
            - start: s
            - send: s
              messages: [{Query: select 2}]
            - seen: s
              messages: RowDescription DataRow DataRow
            """);
    CaseResult result =
        run(two, true, peer -> peer.send(ROW.get(0), ROW.get(1)), LateAnswerTest::nothing);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
  }

  /** What may come at any time can be what the case waits for. */
  @Test
  void anAsynchronousMessageThatIsAwaitedIsLate() {
    Scenario reports =
        Scenarios.steps(
            """
            - start: s
            - send: s
              messages: [{Query: set x to y}]
            - expect: s
              messages: ParameterStatus CommandComplete ReadyForQuery
            """);
    assertLate(
        "ParameterStatus",
        run(
            reports,
            true,
            LateAnswerTest::nothing,
            peer -> peer.send(new ParameterStatus("x", "y"))));
  }

  private static Stream<Late> others() {
    return Stream.of(
        LateAnswerTest::nothing,
        peer -> peer.send(new ParameterStatus("a", "b")),
        peer -> peer.send(Rows.error("ERROR", "42601", "what?"), new ReadyForQuery('I')),
        peer -> peer.send(new ReadyForQuery('I'), ROW.get(0)),
        Peer::close);
  }

  /** What was not expected, even if it is late, is no sign that the answer was about to come. */
  @ParameterizedTest
  @MethodSource("others")
  void anythingElseIsNotAnAnswer(Late other) {
    CaseResult result = run(QUERY, true, LateAnswerTest::nothing, other);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("s: nothing, until the time limit", result.evidence().orElseThrow().signature());
  }

  @Test
  void aCloseDoesNotStartASession() {
    CaseResult result = run(START, false, LateAnswerTest::nothing, Peer::close);
    assertTrue(result.evidence().or(result::obstacle).isPresent(), result::toString);
    assertTrue(result.verdict() != Verdict.UNDECIDED, result::toString);
  }
}
