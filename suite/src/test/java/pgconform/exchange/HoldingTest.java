package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;

/** A query is not held where an error has come instead; other messages say nothing about it. */
class HoldingTest {
  private static final Scenario HOLD =
      Scenarios.steps(
          """
          - start: s
          - hold: s
          - expect: s
            messages: NoticeResponse
          """);

  private static final HoldStrategy NOBODY_SEES =
      new SlowQuery("select slow()", Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

  /** What comes of a session that was sent this before it was asked anything. */
  private static CaseResult hold(BackendMessage early) {
    try (Judged judged =
        Judged.with(
                peer -> {
                  peer.next();
                  peer.send(new AuthenticationOk(), new ReadyForQuery('I'), early);
                  peer.awaitEnd();
                })
            .holding(NOBODY_SEES)) {
      return judged.run(HOLD);
    }
  }

  @Test
  void anErrorEndsIt() {
    CaseResult result = hold(Rows.error("ERROR", "42601", "what?"));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals("the query to be running", evidence.expected().toString());
    assertEquals("s: ErrorResponse 42601", evidence.signature());
  }

  private static void await(CountDownLatch latch) throws InterruptedIOException {
    try {
      assertTrue(latch.await(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void brokenTlsEndsIt() {
    Scenario overTls =
        Scenarios.steps(
            """
            - start: s
              over: tls
            - start: later
            - hold: s
            """);
    CountDownLatch broken = new CountDownLatch(1);
    Script leavesTls =
        peer -> {
          if (peer.next() instanceof SSLRequest) {
            peer.send(new EncryptionResponse('S'));
            peer.startTls();
            peer.next();
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
            peer.link().leaveTls();
            peer.send(new ReadyForQuery('I'));
            broken.countDown();
          } else {
            await(broken);
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          }
          peer.awaitEnd();
        };
    try (Judged judged = Judged.with(leavesTls).holding(NOBODY_SEES)) {
      CaseResult result = judged.run(overTls);
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      Evidence evidence = result.evidence().orElseThrow();
      assertEquals("the query to be running", evidence.expected().toString());
    }
  }

  @Test
  void aNoticeDoesNot() {
    CaseResult result = hold(new NoticeResponse(List.of(new Field('C', "00000"))));
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
  }

  /** What comes of it where the session that takes the lock gets this error. */
  private static CaseResult control(String sqlState) {
    Script refuses =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          peer.next();
          peer.send(Rows.error("ERROR", sqlState, "no"), new ReadyForQuery('I'));
          peer.awaitEnd();
        };
    try (ScriptedServer control = ScriptedServer.start(refuses);
        Judged judged = Judged.good().holding(Judged.locks(control))) {
      return judged.run(HOLD);
    }
  }

  @Test
  void aCancelThatHitsTheSessionWithTheLockIsAFailure() {
    CaseResult result = control("57014");
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("control: ErrorResponse 57014", result.evidence().orElseThrow().signature());
    assertEquals(Verdict.ERROR, control("42501").verdict());
  }

  @Test
  void whereNoSessionCanTakeTheLockNothingIsJudged() {
    Script refuses =
        peer -> {
          peer.next();
          peer.send(Rows.error("FATAL", "57014", "no"));
        };
    try (ScriptedServer control = ScriptedServer.start(refuses);
        Judged judged = Judged.good().holding(Judged.locks(control))) {
      CaseResult result = judged.run(HOLD);
      Runs.unable(result, "the server refused the session: FATAL 57014: no");
    }
  }

  @Test
  void aCancelThatHitsTheSessionThatLetsGoIsAFailure() {
    Script failsToRelease =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          for (int queries = 0; queries < 2; queries++) {
            peer.next();
            peer.send(Rows.of("1").toArray(BackendMessage[]::new));
            peer.send(new ReadyForQuery('I'));
          }
          peer.next();
          peer.send(Rows.error("ERROR", "57014", "no"), new ReadyForQuery('I'));
          peer.awaitEnd();
        };
    try (ScriptedServer control = ScriptedServer.start(failsToRelease);
        Judged judged = Judged.good().holding(Judged.locks(control))) {
      CaseResult result = judged.run(Scenarios.steps("- start: s\n- hold: s\n- release: s\n"));
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      assertEquals("control: ErrorResponse 57014", result.evidence().orElseThrow().signature());
    }
  }

  /** What the case did before may have undone the settings that it began with. */
  @Test
  void theSettingsOfTheLoginAreMadeAgainBeforeIt() {
    List<String> queries = new CopyOnWriteArrayList<>();
    Script noting =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          while (peer.next() instanceof Query query) {
            queries.add(query.query());
            if (query.query().startsWith("set ")) {
              peer.send(new CommandComplete("SET"), new ReadyForQuery('I'));
            } else {
              peer.send(new NoticeResponse(List.of(new Field('C', "00000"))));
            }
          }
        };
    Login login =
        new Login(
            "tester",
            "test",
            Optional.empty(),
            ProtocolVersion.V3_0,
            List.of(),
            List.of("set statement_timeout = 0"));
    try (Judged judged =
        Judged.with(noting).login(Capability.DEFAULT_LOGIN, login).holding(NOBODY_SEES)) {
      CaseResult result = judged.run(HOLD);
      assertEquals(Verdict.PASS, result.verdict(), result::toString);
    }
    assertEquals(
        List.of("set statement_timeout = 0", "set statement_timeout = 0", "select slow()"),
        queries);
  }

  @Test
  void aCloseEndsIt() {
    Script closing =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          peer.next();
        };
    try (ScriptedServer control = PostgresLike.start();
        Judged judged = Judged.with(closing).holding(Judged.locks(control))) {
      CaseResult result = judged.run(HOLD);
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      assertEquals("s: Closed", result.evidence().orElseThrow().signature());
      // Nobody waits for it any longer; else it would have been until the time limit.
      long half = Judged.PATIENT.toNanos() / 2;
      assertTrue(result.nanos() < half, () -> result.nanos() + " ns");
    }
  }
}
