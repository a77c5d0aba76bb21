package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Verdict;
import pgconform.run.Causes;
import pgconform.run.Result;
import pgconform.scenario.Scenario;

/** What the terminal lists at the end. */
class CauseTextTest {
  private static final Scenario FIRST = Samples.scenario("AAA-001", "cancel", "A title");
  private static final Scenario SECOND = Samples.scenario("AAA-002", "keydata", "Another");

  private static final Scenario THIRD = Samples.scenario("AAA-003", "ready", "A third");

  private static List<String> summary(List<String> targets, Result... results) {
    return CauseText.summary(
        Report.of(
            Samples.run(
                targets.stream().map(name -> Samples.target(name, "x")).toList(),
                Stream.of(results).toList())),
        80);
  }

  @Test
  void oneTargetNeedsNoName() {
    List<String> lines =
        summary(
            List.of("one"),
            Samples.failure(FIRST, "one", "x"),
            Samples.failure(SECOND, "one", "x"));
    assertEquals(List.of("  AAA-001 AAA-002"), lines.subList(2, lines.size()));
  }

  @Test
  void ofSeveralTargetsEachHasItsOwnIds() {
    List<String> lines =
        summary(
            List.of("one", "two", "three"),
            Samples.failure(FIRST, "one", "x"),
            Samples.failure(SECOND, "one", "x"),
            Samples.failure(FIRST, "three", "x"));
    assertEquals(
        List.of("  one:", "    AAA-001 AAA-002", "  three:", "    AAA-001"),
        lines.subList(2, lines.size()));
  }

  @Test
  void errorsThatDifferInWhatTheyQuoteAndCountHaveOneReason() {
    Report report =
        Report.of(
            Samples.run(
                List.of(Samples.target("one", "x")),
                List.of(
                    Samples.result(FIRST, "one", Verdict.ERROR, "no answer to \"lock 1\" in 5 s"),
                    Samples.result(SECOND, "one", Verdict.ERROR, "no answer to \"commit\" in 4 s"),
                    Samples.result(THIRD, "one", Verdict.ERROR, "nobody is there"))));
    assertEquals(2, report.causes().size());
    String shared = report.causes().get(0).shared();
    assertEquals("no answer to … in … s", shared);
    String markdown = MarkdownReport.of(report);
    assertTrue(markdown.contains("  - in common: " + shared + "\n"), markdown);
    String html = HtmlReport.of(report);
    assertTrue(html.contains("<dt>in common</dt><dd>" + shared + "</dd>"), html);
  }

  private static Result blocked(Causes.Facts by) {
    return new Result(
            SECOND,
            "one",
            Verdict.BLOCKED,
            "it could not be set up",
            new Result.Cases(1, true, 0, 1),
            Set.of(FIRST.id()),
            List.of(),
            Optional.empty())
        .obstructed(Optional.of(new Result.Obstacle(by, false)));
  }

  @Test
  void aFailureHasBlockedOnlyWhatTheSameStoodInTheWayOf() {
    Result failure = Samples.failure(FIRST, "one", "x");
    for (String fact : List.of(failure.signature(), "something else")) {
      Report report =
          Report.of(
              Samples.run(
                  List.of(Samples.target("one", "x")),
                  List.of(failure, blocked(Causes.Facts.of(fact)))));
      assertEquals(
          fact.equals(failure.signature()) ? List.of(SECOND.id()) : List.of(),
          report.causes().get(0).blocked());
    }
  }

  @Test
  void whatATargetIsGoneWithStandsBeforeWhatCouldNotBeJudged() {
    Result failure = Samples.failure(SECOND, "one", "x");
    Result gone =
        Samples.result(FIRST, "one", Verdict.ERROR, "the target has been unusable")
            .obstructed(
                Optional.of(new Result.Obstacle(Causes.Facts.of(failure.signature()), true)));
    Report report =
        Report.of(Samples.run(List.of(Samples.target("one", "x")), List.of(gone, failure)));
    assertEquals(
        List.of(SECOND.id() + List.of(FIRST.id())),
        report.causes().stream().map(cause -> cause.first() + cause.others()).toList());
  }
}
