package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.property.Case;
import pgconform.scenario.RaceEffort;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.EmptyQueryResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** What one round of a race is given, what it leaves behind, and what breaks a rule in it. */
class RoundTest {
  private static final ReadyForQuery READY = new ReadyForQuery('I');

  private interface Answer {
    void to(String query, Peer peer) throws IOException;
  }

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Semaphore cancels = new Semaphore(0);
  private Script afterCancel = Peer::close;
  private boolean staysAfterTerminate;

  /** Answers queries in this way, and those of the bystander with an error. */
  private Script answering(Answer answer) {
    return peer -> {
      FrontendMessage message = peer.next();
      if (message instanceof CancelRequest) {
        cancels.release();
        afterCancel.serve(peer);
        return;
      }
      BackendKeyData key = new BackendKeyData(7, Bytes.ofHex("01020304"));
      peer.send(new AuthenticationOk(), key, READY);
      for (message = peer.next();
          message != null && (staysAfterTerminate || !(message instanceof Terminate));
          message = peer.next()) {
        if (message instanceof Query query && query.query().startsWith("q")) {
          asked.add(query.query());
          answer.to(query.query(), peer);
        } else if (message instanceof Query) {
          peer.send(Rows.error("ERROR", "42601", "what?"), READY);
        }
      }
    };
  }

  private static Answer with(BackendMessage... messages) {
    return (query, peer) -> peer.send(messages);
  }

  private static final Answer DONE = with(new CommandComplete("DONE"), READY);

  private CaseResult run(Answer answer, Scenario scenario) {
    return Runs.on(Judged.with(answering(answer)), scenario);
  }

  /** Rounds that ask {@code q} and expect this; fields and outcomes as at the left margin. */
  private static Scenario rounds(int number, String fields, String expected, String outcomes) {
    return rounds("q ${n}", number, fields, expected, outcomes);
  }

  private static Scenario rounds(
      String query, int number, String fields, String expected, String outcomes) {
    return Scenarios.of(
        Scenarios.head("must")
            + """
            given:
              - start: a
            steps:
              - rounds: %d
            %s    steps:
                  - send: a
                    messages: [{Query: "%s"}]
                  - expect: a
                    %s
            %s
            """
                .formatted(number, fields.indent(4), query, expected, outcomes));
  }

  private static final String ONE_OF =
      "one of: {one: CommandComplete ReadyForQuery, two: EmptyQueryResponse ReadyForQuery}";

  private static Scenario rounds(int number, String fields, String expected) {
    return rounds(number, fields, expected, "");
  }

  private static RaceCounts counts(CaseResult result) {
    assertEquals(1, result.races().size());
    return result.races().get(0);
  }

  private static List<String> outcomes(CaseResult result) {
    return counts(result).rounds().stream().map(RaceCounts.Round::outcome).distinct().toList();
  }

  private static String texts(CaseResult result) {
    List<String> texts = new ArrayList<>();
    result.transcript().entries().forEach(entry -> texts.addAll(entry.texts()));
    return String.join(" ", texts);
  }

  @Test
  void aRoundKnowsItsNumberAndAThirdOfTheLongestOffset() {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: a
            - rounds: 3
              offset: 0..4500us
              steps:
                - send: a
                  messages: [{Query: "q ${n} ${length}"}]
                - expect: a
                  messages: CommandComplete ReadyForQuery
            """);
    CaseResult result = run(DONE, scenario);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    assertEquals(List.of("q 1 0.001500", "q 2 0.001500", "q 3 0.001500"), asked);
  }

  /** Each round opens a session and sends a CancelRequest, and ends in this way. */
  private CaseResult withASession(String verdict) {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                given:
                  - start: a
                steps:
                  - rounds: 2
                    steps:
                      - start: b
                      - cancel: a
                      - closed: cancel
                      - send: b
                        messages: [{Query: q}]
                      - expect: b
                        one of: {one: CommandComplete ReadyForQuery, two: DataRow}
                """
                + (verdict.equals("none")
                    ? "outcomes: {one: [{verdict: pass, profile: pooler}]}\n"
                    : "outcomes: {one: {verdict: %s, says: so}}\n".formatted(verdict)));
    return run(DONE, scenario);
  }

  private static List<Transcript.Entry> entries(CaseResult result, String connection) {
    return result.transcript().entries().stream()
        .filter(entry -> entry.connection().equals(connection))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"pass, 0", "undecided, 1"})
  void whatARoundOpensIsCountedAndClosedWithIt(String verdict, int unfinished) {
    CaseResult result = withASession(verdict);
    assertEquals(verdict, result.verdict().toString());
    RaceCounts counts = counts(result);
    int rounds = counts.rounds().size() + unfinished;
    assertEquals(rounds * 2L, counts.connections(), "a session and a CancelRequest each");
    assertEquals(rounds, counts.cancels());
    assertTrue(counts.repeated().isEmpty());
    assertEquals(List.of(), entries(result, "b"), "nothing is left to be closed after the rounds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "none"})
  void whatABrokenRoundOpensIsCountedAndItsCloseIsPartOfTheRound(String verdict) {
    CaseResult result = withASession(verdict);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("b", result.evidence().orElseThrow().connection());
    RaceCounts counts = counts(result);
    assertEquals(counts.rounds().size(), counts.violations());
    int rounds = counts.rounds().size() + counts.repeated().orElseThrow().rounds();
    assertEquals(rounds * 2L, counts.connections());
    assertEquals(rounds, counts.cancels());
    List<Transcript.Entry> entries = entries(result, "b");
    assertEquals(
        List.of(TransportNote.Ours.CLOSED), entries.get(entries.size() - 1).items(), "of b");
  }

  private static final Scenario CANCELING =
      Scenarios.of(
          Scenarios.head("must")
              + """
              given:
                - start: a
              steps:
                - rounds: 2
                  steps:
                    - send: a
                      messages: [{Query: q}]
                    - cancel: a
                    - expect: a
                      messages: ErrorResponse[C=57014] ReadyForQuery
              """);

  private void cancelled(String query, Peer peer) throws IOException {
    try {
      if (cancels.tryAcquire(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS)) {
        peer.send(Rows.error("ERROR", "57014", query), READY);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void aSessionThatBeganBeforeTheRoundsIsKnownByItsKey() {
    CaseResult result = run(this::cancelled, CANCELING);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    assertEquals(2, counts(result).cancels());
  }

  @Test
  void roundsCannotBeToldApartWhileTheConnectionOfACancelIsOpen() {
    afterCancel = Peer::awaitEnd;
    Judged judged = Judged.with(answering(this::cancelled)).within(Judged.IMPATIENT);
    CaseResult result = Runs.on(judged, CANCELING);
    assertEquals(Verdict.UNDECIDED, result.verdict(), result::toString);
    assertEquals(
        List.of(
            "the connection of a CancelRequest was not closed, so that rounds cannot be told"
                + " apart"),
        result.says());
  }

  @ParameterizedTest
  @CsvSource({
    "C, CommandComplete, too few ReadyForQuery, 0 ReadyForQuery for 1 of these messages",
    "CZZ, CommandComplete ReadyForQuery ReadyForQuery, too many ReadyForQuery,"
        + " 2 ReadyForQuery for 1 of these messages",
  })
  void eachQueryHasOneReadyForQuery(String says, String expected, String kind, String words) {
    Answer answer =
        (query, peer) -> {
          for (int i = 0; i < says.length(); i++) {
            peer.send(says.charAt(i) == 'C' ? new CommandComplete("DONE") : READY);
          }
        };
    CaseResult result = run(answer, rounds(2, "", "messages: " + expected));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals("a", evidence.connection());
    assertEquals(kind, evidence.came().kind());
    assertEquals(words, evidence.came().toString());
    CaseResult excepted = run(answer, rounds(2, "except: [answered]", "messages: " + expected));
    assertEquals(Verdict.PASS, excepted.verdict(), excepted::toString);
  }

  @Test
  void aSessionThatHasEndedOwesNoAnswer() {
    staysAfterTerminate = true;
    Scenario scenario =
        Scenarios.steps(
            """
            - rounds: 2
              steps:
                - start: left
                - start: closed
                - start: reset
                - send: left
                  messages: [{Query: q silence}]
                - close: left
                  by: terminate
                - send: closed
                  messages: [{Query: q close}]
                - expect: closed
                  messages: Closed
                - send: reset
                  messages: [{Query: q silence}]
                - close: reset
                  by: rst
            """);
    Answer answer =
        (query, peer) -> {
          if (query.equals("q close")) {
            peer.close();
          }
        };
    CaseResult result = run(answer, scenario);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
  }

  @Test
  void theFirstViolationIsReportedAndKept() {
    Answer answer =
        (query, peer) -> {
          peer.send(Rows.of(query).toArray(BackendMessage[]::new));
          peer.send(READY);
        };
    String expected = "messages: RowDescription DataRow[\"q 1\"] CommandComplete ReadyForQuery";
    CaseResult result = run(answer, rounds(2, "", expected));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals(
        "DataRow(values=[\"q 2\"])", result.evidence().orElseThrow().came().toString(), "the 2nd");
    RaceCounts counts = counts(result);
    RaceCounts.Repeated repeated = counts.repeated().orElseThrow();
    assertEquals(
        List.of(false, true), counts.rounds().stream().map(RaceCounts.Round::violation).toList());
    assertEquals(asked.size() - 2, repeated.rounds(), "repetitions are none of the rounds");
    assertEquals("q " + asked.size(), asked.get(asked.size() - 1), "they have numbers, too");
    assertEquals(repeated.rounds(), repeated.violations());
    assertTrue(repeated.rounds() > 0, "it is repeated");
    String texts = texts(result);
    assertTrue(texts.contains("q 2") && !texts.contains("q 1") && !texts.contains("q 3"), texts);
  }

  /** What is given cannot be set up again after the first round. */
  @Test
  void aViolationStaysOneIfTheCaseCannotGoOn() {
    AtomicInteger sessions = new AtomicInteger();
    Script answering = answering(DONE);
    Script once =
        peer -> {
          if (sessions.getAndIncrement() == 0) {
            answering.serve(peer);
          }
        };
    CaseResult result = Runs.on(Judged.with(once), rounds(3, "", "messages: EmptyQueryResponse"));
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("a: CommandComplete", result.evidence().orElseThrow().signature());
    assertEquals(1, counts(result).violations());
  }

  @Test
  void aSilenceIsNotRepeated() {
    Judged judged = Judged.with(answering((query, peer) -> {})).within(Duration.ofMillis(500));
    CaseResult result = Runs.on(judged, rounds(2, "", "messages: CommandComplete ReadyForQuery"));
    assertEquals(List.of("q 1"), asked);
    assertEquals(1, counts(result).rounds().size());
    assertEquals(0, counts(result).repeated().orElseThrow().rounds());
  }

  @Test
  void theFirstRoundThatIsLenientIsKept() {
    String outcome = "outcomes: {one: {verdict: lenient, says: well}}";
    CaseResult result = run(DONE, rounds(3, "", ONE_OF, outcome));
    assertEquals(Verdict.LENIENT, result.verdict(), result::toString);
    assertEquals(List.of("q 1", "q 2", "q 3"), asked);
    String texts = texts(result);
    assertTrue(texts.contains("q 1") && !texts.contains("q 2") && !texts.contains("q 3"), texts);
  }

  @Test
  void outcomesBeforeTheRoundsAreNoneOfARound() {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                steps:
                  - start: a
                  - send: a
                    messages: [{Query: q}]
                  - expect: a
                    one of: {before: CommandComplete ReadyForQuery, other: Closed}
                  - rounds: 2
                    steps:
                      - send: a
                        messages: [{Query: q}]
                      - expect: a
                        %s
                """
                    .formatted(ONE_OF));
    CaseResult result = run(DONE, scenario);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    assertEquals(List.of("one"), outcomes(result));
  }

  @ParameterizedTest
  @CsvSource({
    "one, pass, PASS",
    "one, info, INFO",
    "one, fail, FAIL",
    "two, info, INFO",
    "one + two, info, INFO",
  })
  void aRoundMayHaveAnOutcomeThatARuleAllows(String never, String rule, Verdict verdict) {
    String outcome = "outcomes: {one: {verdict: %s, says: well}}".formatted(rule);
    CaseResult result = run(DONE, rounds(2, "never: [%s]".formatted(never), ONE_OF, outcome));
    assertEquals(verdict, result.verdict(), result::toString);
    assertEquals(List.of("one"), outcomes(result));
  }

  /** Rounds whose queries contain their offset. */
  private static Scenario byOffset(int number, String fields) {
    return rounds("q ${offset}", number, "offset: 0..10ms\n" + fields, ONE_OF, "");
  }

  @Test
  void offsetsAreDrawnWhereTheOutcomeChanges() {
    long edge = Duration.ofMillis(6).toNanos();
    List<Long> offsets = new ArrayList<>();
    CaseResult result = explored(edge, byOffset(200, ""), offsets);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    long near =
        offsets.stream().filter(o -> Math.abs(o - edge) < Duration.ofMillis(1).toNanos()).count();
    assertTrue(near > offsets.size() / 2, near + " of " + offsets.size());
  }

  @Test
  void aViolationIsRepeatedThirtyTimesAtItsOffsetAndThenTheRaceGoesOn() {
    List<Long> offsets = new ArrayList<>();
    CaseResult result = explored(-1, byOffset(40, "never: [two]"), offsets);
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    RaceCounts.Repeated repeated = counts(result).repeated().orElseThrow();
    assertEquals(30, repeated.rounds());
    assertEquals(70, asked.size());
    assertEquals(1, asked.subList(0, 31).stream().distinct().count(), asked::toString);
    assertEquals(40, offsets.size(), "the rounds are as many as without a violation");
    assertTrue(offsets.stream().distinct().count() > 30, offsets::toString);
  }

  /** Answers in one way up to an offset, and in the other beyond it. */
  private CaseResult explored(long edge, Scenario scenario, List<Long> offsets) {
    CaseResult result =
        run(
            (query, peer) ->
                peer.send(
                    Duration.parse(query.substring(2)).toNanos() < edge
                        ? new CommandComplete("DONE")
                        : new EmptyQueryResponse(),
                    READY),
            scenario);
    counts(result).rounds().forEach(round -> offsets.add(round.offset()));
    return result;
  }

  @Test
  void aRaceWithoutTimeHasOneRound() {
    try (Judged judged = Judged.with(answering(DONE))) {
      CaseResult result =
          new Exchange(
                  rounds(5, "", "messages: CommandComplete ReadyForQuery"),
                  judged.subject(),
                  new Sampling(RaceEffort.WHOLE, 1, Duration.ZERO, 0))
              .run(new Case(Map.of()));
      assertEquals(Verdict.PASS, result.verdict(), result::toString);
      assertEquals(List.of("q 1"), asked);
    }
  }
}
