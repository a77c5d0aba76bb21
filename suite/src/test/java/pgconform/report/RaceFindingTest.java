package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Verdict;
import pgconform.run.Race;
import pgconform.scenario.Level;
import pgconform.scenario.RoundsStep;

/** What the rounds of a race came to, with confidence. */
class RaceFindingTest {
  private static RaceFinding clean(int rounds) {
    return RaceFinding.of(
        new Race(rounds, 0, Map.of("", rounds), List.of(), Optional.empty(), Optional.empty()));
  }

  @Test
  void whatWasNeverSeenHasABound() {
    // No outcome of these rounds has a name that says more.
    assertEquals(
        List.of("0 of 3000 rounds broke the requirement: below 0.10 % (95 % confidence)"),
        clean(3000).lines(Level.MUST));
  }

  @Test
  void theBoundThatIsToldBeforehandIsTheOneThatIsToldAfterwards() {
    for (int rounds : List.of(30, 300, 15_000)) {
      assertEquals(RoundsStep.bound(rounds), clean(rounds).highest(), 1e-6);
    }
  }

  @Test
  void aViolationHasARate() {
    RaceFinding finding = RaceFinding.of(Samples.race("hit"));
    assertEquals(
        List.of(
            "2 of 300 rounds broke the requirement: 0.08 to 2.4 % (95 % confidence)",
            "1 of 30 repetitions at the offset 0.95 ms broke the requirement, too"),
        finding.lines(Level.MUST).subList(0, 2));
    assertEquals(
        "outcomes change at offsets from 0.900 to 1.200 ms", finding.lines(Level.MUST).get(4));
  }

  @Test
  void whereEachOutcomeIsRightTheOutcomesAreToldFirst() {
    List<String> lines = RaceFinding.of(Samples.race("hit")).lines(Level.OBSERVE);
    assertTrue(lines.get(0).matches(".*: \\d+ of 300 rounds, .*"), lines::toString);
    assertEquals(
        List.of(
            "2 of 300 rounds broke a rule of the race: 0.08 to 2.4 % (95 % confidence)",
            "1 of 30 repetitions at the offset 0.95 ms broke a rule of the race, too",
            "outcomes change at offsets from 0.900 to 1.200 ms"),
        lines.subList(2, 5));
    assertEquals(
        List.of("0 of 300 rounds broke a rule of the race: below 0.99 % (95 % confidence)"),
        clean(300).lines(Level.OBSERVE));
  }

  @Test
  void aReportWithoutLevelsIsReadAsOneWithRequirements() {
    assertEquals(clean(300).lines(Level.MUST), clean(300).lines(null));
  }

  @Test
  void thePlotIsReadWithoutColoursAndWithoutEyes() {
    Html html = new Html();
    Finding finding =
        Finding.of(
            Samples.result(Samples.scenario("TST-001", "race", "A race"), "x", Verdict.PASS, "")
                .raced(List.of(Samples.race("hit"))),
            1);
    HtmlRace.write(html, finding, "TST-001-1");
    String page = html.toString();
    assertTrue(
        page.contains(
            "aria-label=\"Rounds by offset. 0.00 to 1.00 ms: hit 100; 1.00 to 2.00 ms: completed"
                + " 200\""),
        page);
    assertTrue(page.contains("fill=\"currentColor\"") && page.contains("fill=\"none\""), page);
  }
}
