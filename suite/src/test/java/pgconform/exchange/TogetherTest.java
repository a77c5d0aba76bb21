package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** Branches run at the same time, and nothing that one of them found out is lost. */
class TogetherTest {
  /** Branch 1 asks for one row, branch 2 for another; what each outcome means is filled in. */
  private static Scenario branches(String first, String second) {
    return Scenarios.of(
        Scenarios.head("must")
            + """
            steps:
              - start: a
              - start: b
              - together:
                  - steps:
                      - send: a
                        messages: [{Query: select 1}]
                      - expect: a
                        one of:
                          one: RowDescription DataRow["1"] CommandComplete ReadyForQuery
                          other: Closed
                  - after: 20ms
                    steps:
                      - send: b
                        messages: [{Query: select 2}]
                      - expect: b
                        one of:
                          two: RowDescription DataRow["2"] CommandComplete ReadyForQuery
                          otherwise: Closed
            outcomes:
              one: {verdict: %s, says: the first}
              two: {verdict: %s, says: the second}
            """
                .formatted(first, second));
  }

  private static CaseResult run(Scenario scenario) {
    try (Judged judged = Judged.good()) {
      return judged.run(scenario);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pass, pass, pass, ",
    "info, pass, info, ",
    "pass, info, info, ",
    "info, lenient, lenient, b",
    "lenient, info, lenient, a",
    "lenient, lenient, lenient, a",
    "fail, lenient, fail, a",
    "lenient, fail, fail, b",
    "fail, fail, fail, a",
    "fail, info, fail, a",
    "undecided, fail, fail, b",
    "fail, undecided, fail, a",
    "undecided, lenient, undecided, ",
    "unsupported, undecided, undecided, ",
    "undecided, unsupported, undecided, ",
    "unsupported, pass, unsupported, ",
  })
  void theGravestOutcomeCountsAndAllIsSaid(
      String first, String second, String verdict, String connection) {
    CaseResult result = run(branches(first, second));
    assertEquals(verdict, result.verdict().toString());
    assertEquals(List.of("the first", "the second"), result.says());
    assertEquals(Optional.ofNullable(connection), result.evidence().map(Evidence::connection));
  }

  @ParameterizedTest
  @CsvSource({"undecided", "unsupported", "lenient", "info", "pass"})
  void aBrokenBranchIsHiddenByNone(String other) {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                steps:
                  - start: a
                  - start: b
                  - together:
                      - steps:
                          - send: a
                            messages: [{Query: select 1}]
                          - expect: a
                            one of:
                              one: RowDescription DataRow["1"] CommandComplete ReadyForQuery
                              other: Closed
                      - steps:
                          - send: b
                            messages: [{Query: select 2}]
                          - expect: b
                            messages: RowDescription DataRow["3"]
                outcomes:
                  one: {verdict: %s, says: the first}
                """
                    .formatted(other));
    CaseResult result = run(scenario);
    assertEquals(Verdict.FAIL, result.verdict());
    assertEquals(List.of("the first"), result.says());
    Evidence evidence = result.evidence().orElseThrow();
    assertEquals("b", evidence.connection());
    assertEquals("DataRow[3]", evidence.expected().toString());
    assertEquals("DataRow(values=[\"2\"])", evidence.came().toString());
  }

  @ParameterizedTest
  @CsvSource({"fail, fail, ", "undecided, error, the target has no login 'reject'"})
  void whatCannotBeToldIsGraverThanWhatTellsNothing(String other, String verdict, String says) {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                needs: [reject login]
                steps:
                  - start: a
                  - together:
                      - steps:
                          - start: x
                            as: reject
                      - steps:
                          - send: a
                            messages: [{Query: select 1}]
                          - expect: a
                            one of:
                              one: RowDescription DataRow["1"] CommandComplete ReadyForQuery
                              other: Closed
                outcomes:
                  one: %s
                """
                    .formatted(other));
    CaseResult result = run(scenario);
    assertEquals(verdict, result.verdict().toString());
    assertEquals(says == null ? List.of() : List.of(says), result.says());
  }

  @Test
  void eachBranchCountsItsOwnRounds() {
    String branch =
        """
            - steps:
                - repeat: 60
                  steps:
                    - send: %1$s
                      messages: [{Query: "select ${n}"}]
                    - expect: %1$s
                      messages: RowDescription DataRow[$n] CommandComplete ReadyForQuery
        """;
    CaseResult result =
        run(
            Scenarios.steps(
                "- start: a\n- start: b\n- together:\n"
                    + branch.formatted("a")
                    + branch.formatted("b")));
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
  }

  @Test
  void eachBranchHoldsItsOwnQuery() {
    String branch =
        """
            - steps:
                - hold: %1$s
                - release: %1$s
                - expect: %1$s
                  messages: RowDescription DataRow CommandComplete ReadyForQuery[idle]
        """;
    Scenario scenario =
        Scenarios.steps(
            "- start: a\n- start: b\n- start: c\n- together:\n"
                + branch.formatted("a")
                + branch.formatted("b")
                + branch.formatted("c"));
    try (Judged judged = Judged.good()) {
      for (int i = 0; i < 30; i++) {
        CaseResult result = judged.run(scenario);
        assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      }
    }
  }

  @Test
  void whatWasKnownBeforeIsKnownInBranches() {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: a
            - repeat: 3
              steps:
                - together:
                    - steps:
                        - send: a
                          messages: [{Query: "select ${n}"}]
                        - expect: a
                          messages: RowDescription DataRow[$n]@row CommandComplete ReadyForQuery
                - send: a
                  messages: [{Query: "select '${row} ${n}'"}]
                - expect: a
                  messages: RowDescription DataRow CommandComplete ReadyForQuery
            - send: a
              messages: [{Query: "select ${n}"}]
            - expect: a
              messages: RowDescription DataRow["3"] CommandComplete ReadyForQuery
            """);
    CaseResult result = run(scenario);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
  }

  @Test
  void branchesBeginWhenTheyAreToBegin() {
    Scenario scenario =
        Scenarios.property(
            "late: {delay: 0..300ms}\n",
            """
            - start: a
            - together:
                - after: $late
                  steps:
                    - alive: a
                - after: 0
                  steps:
                    - open: b
            """);
    try (Judged judged = Judged.good()) {
      Duration delay = Duration.ofMillis(150);
      CaseResult late = judged.run(scenario, new Case(Map.of("late", delay)));
      assertEquals(Verdict.PASS, late.verdict());
      assertTrue(late.nanos() >= delay.toNanos(), () -> late.nanos() + " ns");
    }
    CaseResult written =
        run(
            Scenarios.steps(
                """
                - start: a
                - together:
                    - after: 120ms
                      steps:
                        - alive: a
                """));
    assertTrue(written.nanos() >= Duration.ofMillis(120).toNanos());
  }

  @Test
  void anInterruptEndsAllBranches() throws InterruptedException {
    Scenario scenario =
        Scenarios.steps(
            """
            - start: a
            - together:
                - steps:
                    - expect: a
                      messages: ReadyForQuery
                - steps:
                    - expect: a
                      messages: ReadyForQuery
            """);
    try (Judged judged = Judged.good().within(Duration.ofMinutes(5))) {
      judged.subject();
      CaseResult[] result = new CaseResult[1];
      boolean[] interrupted = new boolean[1];
      Thread runner =
          new Thread(
              () -> {
                result[0] = judged.run(scenario);
                interrupted[0] = Thread.currentThread().isInterrupted();
              },
              "runner");
      runner.start();
      Optional<Thread> branch = Optional.empty();
      while (branch.isEmpty()) {
        Thread.onSpinWait();
        branch =
            Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("runner-branch-2"))
                .findFirst();
      }
      assertTrue(branch.get().isDaemon(), "no branch keeps the suite from ending");
      runner.interrupt();
      runner.join(20_000);
      assertEquals(Verdict.ERROR, result[0].verdict());
      assertEquals(List.of("interrupted"), result[0].says());
      assertTrue(interrupted[0], "whoever runs cases has to see it, too");
    }
  }
}
