package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** What the step that sees makes of what comes, which it leaves where it is. */
class SeenTest {
  private static final String OPEN = "- open: c\n- send: c\n  messages: [Sync]\n";

  /** News, a row, news, the end of the query, and then silence. */
  private static void chat(Peer peer) throws IOException {
    peer.next();
    talk(peer);
    peer.awaitEnd();
  }

  private static void talk(Peer peer) throws IOException {
    peer.send(
        new NoticeResponse(List.of(new Field('C', "00000"))),
        new DataRow(List.of(Optional.of(Bytes.ofText("1")))),
        new ParameterStatus("a", "b"),
        new CommandComplete("SELECT 1"),
        new ReadyForQuery('I'));
  }

  private static CaseResult run(Script script, String steps) {
    try (Judged judged = Judged.with(script)) {
      return judged.run(Scenarios.steps(OPEN + steps));
    }
  }

  private static CaseResult see(String pattern, String more) {
    return run(SeenTest::chat, "- seen: c\n  messages: '" + pattern + "'\n" + more);
  }

  /** News that no pattern names may come at any time, and a later step may name it. */
  @ParameterizedTest
  @CsvSource({
    "DataRow",
    "DataRow CommandComplete ReadyForQuery",
    "NoticeResponse DataRow ParameterStatus CommandComplete",
    "any any",
  })
  void whatIsSeenIsStillThere(String pattern) {
    CaseResult result =
        see(
            pattern,
            """
            - expect: c
              messages: NoticeResponse DataRow ParameterStatus CommandComplete ReadyForQuery
            """);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ErrorResponse ~ ErrorResponse ~ DataRow",
        "DataRow ReadyForQuery ~ ReadyForQuery ~ CommandComplete",
        "NoticeResponse{0} DataRow ~ DataRow ~ NoticeResponse",
        "(DataRow | Closed) Closed ~ Closed ~ CommandComplete",
      })
  void whatCannotBeSeenAnyMoreBreaksTheRequirement(String pattern, String expected, String came) {
    CaseResult result = see(pattern, "");
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals(expected, evidence.expected().toString());
    assertTrue(evidence.came().kind().startsWith(came), evidence.came().toString());
    assertEquals("c", evidence.connection());
    assertEquals(11, evidence.place().line());
    assertTrue(evidence.waiting() <= evidence.nanos());
  }

  @Test
  void silenceIsToldByWhatCouldHaveComeNext() {
    long start = System.nanoTime();
    CaseResult result = see("DataRow CommandComplete ReadyForQuery Closed", "  within: 30ms\n");
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals("Closed", evidence.expected().toString());
    assertEquals(new Actual.Nothing(), evidence.came());
    assertTrue(evidence.waiting() >= start);
    assertTrue(evidence.waited() >= Duration.ofMillis(30).toNanos());
    assertTrue(evidence.waited() < Judged.PATIENT.toNanos(), "the limit is that of the step");
  }

  @Test
  void whatIsSeenHasItsName() {
    CaseResult result =
        see(
            "DataRow CommandComplete@done",
            """
            - expect: c
              messages: DataRow CommandComplete[tag=$done.tag] ReadyForQuery
            """);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
  }

  @Test
  void everyConnectionOfAGroupIsLookedAt() {
    AtomicInteger started = new AtomicInteger();
    Script secondIsSilent =
        peer -> {
          if (peer.next() instanceof StartupMessage) {
            int session = started.incrementAndGet();
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
            peer.next();
            if (session == 1) {
              talk(peer);
            }
          }
          peer.awaitEnd();
        };
    CaseResult result =
        run(
            secondIsSilent,
            """
            - start: d
              times: 2
            - send: d
              messages: [Sync]
            - seen: d
              messages: DataRow
              within: 2s
            """);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("d2", result.evidence().orElseThrow().connection());
  }
}
