package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.scenario.Scenario;
import pgconform.testing.Fault;
import pgconform.testing.Judged;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;

/** Cancels judged by a query that takes long: what is seen counts, what is missed does not. */
class SlowQueryTest {
  private static final Scenario RIGHT_KEY =
      Scenarios.steps(
          """
          - start: victim
          - hold: victim
          - cancel: victim
          - expect: cancel
            messages: Closed
          - expect: victim
            messages: RowDescription? ErrorResponse[S=ERROR, C=57014] ReadyForQuery[idle]
          - alive: victim
          """);

  private static final Scenario WRONG_KEY =
      Scenarios.steps(
          """
          - start: victim
          - hold: victim
          - cancel: victim
            key: "00 00 00 00"
          - expect: cancel
            messages: Closed
          - release: victim
          - expect: victim
            messages: RowDescription DataRow CommandComplete ReadyForQuery[idle]
          - alive: victim
          """);

  private static final Scenario NAMED =
      Scenarios.of(
          Scenarios.head("must")
              + """
              steps:
                - start: victim
                - hold: victim
                - cancel: victim
                - expect: cancel
                  messages: Closed
                - expect: victim
                  one of:
                    cancelled: RowDescription? ErrorResponse[C=57014] ReadyForQuery
                    completed: RowDescription DataRow CommandComplete ReadyForQuery
                - alive: victim
              outcomes:
                completed: fail
              """);

  private static Judged judged(Rules rules) {
    rules.slow.clear();
    rules.slow.add(Rules.Slow.SLEEP);
    return Judged.with(rules)
        .holding(
            new SlowQuery(
                "select pg_sleep(1.2)",
                Duration.ofMillis(1200),
                Duration.ZERO,
                Duration.ofMillis(100)));
  }

  private static CaseResult run(Scenario scenario, Rules rules) {
    try (Judged judged = judged(rules)) {
      return judged.run(scenario);
    }
  }

  /** A query of ten seconds at the least, in seconds. */
  @ParameterizedTest
  @CsvSource({
    // Asked for at 0; answered, a cancel sent and its connection closed.
    "11, 3, 4, true",
    "10, 3, 5, true",
    "13, 3, 4, true",
    // It may have begun after the cancel was sent.
    "14, 3, 4, false",
    // It may have been over when the cancel was carried out.
    "11, 3, 6, false",
    // It ran for less than it runs at the least, so nothing is known of its time.
    "9, 3, 4, false",
  })
  void whenAQueryWasRunning(long answered, long from, long done, boolean running) {
    for (long asked : List.of(0L, 100L, -100L)) {
      assertEquals(running, wasRunning(Duration.ofNanos(10), asked, answered, from, done));
      assertFalse(wasRunning(Duration.ZERO, asked, answered, from, done));
    }
  }

  private static boolean wasRunning(
      Duration least, long asked, long answered, long from, long done) {
    return SlowQuery.wasRunning(least, asked, asked + answered, asked + from, asked + done);
  }

  @Test
  void aQueryOfNoLeastDurationWasNeverSeenRunning() {
    assertFalse(wasRunning(Duration.ZERO, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void worksOnAServerWithoutAdvisoryLocks(boolean right) {
    CaseResult result = run(right ? RIGHT_KEY : WRONG_KEY, new Rules());
    assertEquals(Verdict.PASS, result.verdict(), result.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a pattern", "a named outcome"})
  void aMissIsUndecided(String kind) {
    Scenario scenario = kind.equals("a pattern") ? RIGHT_KEY : NAMED;
    CaseResult result = run(scenario, new Rules().breaking(Fault.CANCEL_IGNORED));
    assertEquals(Verdict.UNDECIDED, result.verdict(), result.toString());
    assertEquals(
        List.of("the query ran to its end; whether the cancel came before that is not known"),
        result.says());
    assertTrue(result.evidence().isEmpty());
  }

  /** The query was running while the cancel came, whoever saw it: it asks for so long. */
  @ParameterizedTest
  @ValueSource(strings = {"a pattern", "a named outcome"})
  void aMissOfAQueryThatWasRunningFails(String kind) {
    Scenario scenario = kind.equals("a pattern") ? RIGHT_KEY : NAMED;
    Rules rules = new Rules().breaking(Fault.CANCEL_IGNORED);
    Duration lasts = Duration.ofSeconds(3);
    try (Judged judged =
        judged(rules)
            .holding(new SlowQuery("select pg_sleep(3)", lasts, lasts, Duration.ofSeconds(1)))) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.FAIL, result.verdict(), result.toString());
    }
  }

  /** A CancelRequest for another session is not aimed at the query: what runs on is in doubt. */
  @ParameterizedTest
  @ValueSource(strings = {"key: 00 00 00 00", "process id: 1"})
  void aCancelOfAnotherSessionTellsNothingAboutThisOne(String other) {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: victim
            - hold: victim
            - cancel: victim
              %s
            - expect: cancel
              messages: Closed
            - expect: victim
              messages: RowDescription? ErrorResponse
            """
                .formatted(other));
    Duration lasts = Duration.ofSeconds(1);
    try (Judged judged =
        judged(new Rules())
            .holding(new SlowQuery("select pg_sleep(1)", lasts, lasts, Duration.ofMillis(250)))) {
      CaseResult result = judged.run(scenario);
      assertEquals(Verdict.UNDECIDED, result.verdict(), result.toString());
    }
  }

  @Test
  void aMissWhereACancelIsGivenIsUndecided() {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                given:
                  - start: victim
                  - hold: victim
                  - cancel: victim
                  - seen: victim
                    messages: RowDescription? ErrorResponse
                steps:
                  - expect: victim
                    messages: RowDescription? ErrorResponse[C=57014] ReadyForQuery
                """);
    assertEquals(Verdict.PASS, run(scenario, new Rules()).verdict());
    CaseResult missed = run(scenario, new Rules().breaking(Fault.CANCEL_IGNORED));
    assertEquals(Verdict.UNDECIDED, missed.verdict(), missed.toString());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WRONG_SQLSTATE_OF_CANCEL",
        "CANCEL_IS_FATAL",
        "WRONG_TRANSACTION_STATUS",
        "READY_FOR_QUERY_TWICE"
      })
  void whatIsSeenCounts(Fault fault) {
    CaseResult result = run(RIGHT_KEY, new Rules().breaking(fault));
    assertEquals(Verdict.FAIL, result.verdict(), result.toString());
  }

  @ParameterizedTest
  @CsvSource({"WRONG_KEY_ACCEPTED"})
  void aCancelThatShouldHaveHitNothing(Fault fault) {
    CaseResult result = run(WRONG_KEY, new Rules().breaking(fault));
    assertEquals(Verdict.FAIL, result.verdict(), result.toString());
  }

  @Test
  void aQueryThatTakesLongerThanItDidIsNoSilenceOfTheServer() {
    Rules rules = new Rules();
    try (Judged judged = judged(rules).within(Judged.IMPATIENT)) {
      CaseResult result = judged.run(WRONG_KEY);
      assertEquals(Verdict.UNDECIDED, result.verdict(), result.toString());
      assertTrue(
          result
              .says()
              .get(0)
              .contains("whether the slow query is still running cannot be observed"),
          result.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CANCEL_IGNORED")
  void aQuerySeenRunningHasNoExcuse(Fault fault) {
    try (Judged judged = Judged.with(fault).within(Judged.IMPATIENT)) {
      assertEquals(Verdict.FAIL, judged.run(RIGHT_KEY).verdict());
    }
  }

  private static Scenario named(String outcomes) {
    return Scenarios.of(
        Scenarios.head("must")
            + """
            steps:
              - start: victim
              - hold: victim
              - cancel: victim
              - expect: victim
                one of:
                  cancelled: RowDescription? ErrorResponse[C=57014, S=ERROR] ReadyForQuery
                  fatal: RowDescription? ErrorResponse[S=FATAL]
                  completed: RowDescription DataRow CommandComplete ReadyForQuery
            outcomes:
            """
            + outcomes.indent(2));
  }

  /** Doubt excuses what would be a failure, nothing else. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "CANCEL_IGNORED  ~ completed: unsupported                         ~ UNSUPPORTED",
        "CANCEL_IGNORED  ~ 'completed: [{verdict: pass, profile: pooler}]' ~ UNDECIDED",
        "CANCEL_IS_FATAL ~ fatal: fail                                    ~ FAIL",
        "CANCEL_IS_FATAL ~ 'fatal: [{verdict: pass, profile: pooler}]'     ~ FAIL"
      })
  void anOutcomeInDoubt(Fault fault, String outcomes, Verdict verdict) {
    CaseResult result = run(named(outcomes), new Rules().breaking(fault));
    assertEquals(verdict, result.verdict(), result.toString());
  }

  @Test
  void whoeverWasSeenRunningIsNotInDoubt() {
    Evidence evidence =
        Runs.broken(
            Judged.good(),
            """
            - start: victim
            - hold: victim
            - release: victim
            - expect: victim
              messages: RowDescription ErrorResponse
            """);
    assertEquals("ErrorResponse", evidence.expected().toString());
  }

  @Test
  void whatIsOverNeedsNoRelease() {
    CaseResult result =
        after(
            """
            - expect: victim
              messages: RowDescription DataRow CommandComplete ReadyForQuery
            - release: victim
            - alive: victim
            """);
    assertEquals(Verdict.PASS, result.verdict(), result.toString());
  }

  private static CaseResult after(String steps) {
    return run(Scenarios.steps("- start: victim\n- hold: victim\n" + steps), new Rules());
  }

  /** The doubt is about the held query alone: it ends with ReadyForQuery. */
  @Test
  void aLaterQueryHasNoExcuse() {
    CaseResult result =
        after(
            """
            - expect: victim
              messages: RowDescription DataRow CommandComplete ReadyForQuery
            - send: victim
              messages: [{Query: select 1}]
            - expect: victim
              messages: RowDescription ErrorResponse
            """);
    assertEquals(Verdict.FAIL, result.verdict(), result.toString());
  }

  @Test
  void theDoubtLastsUntilTheQueryIsOver() {
    CaseResult result =
        after(
            """
            - expect: victim
              messages: RowDescription
            - expect: victim
              messages: ErrorResponse
            """);
    assertEquals(Verdict.UNDECIDED, result.verdict(), result.toString());
  }

  /** Whoever is asked before the held query was read answers that one first. */
  @Test
  void theDoubtIsAboutAQuestionAsWell() {
    CaseResult result = after("- alive: victim\n");
    assertEquals(Verdict.UNDECIDED, result.verdict(), result.toString());
  }
}
