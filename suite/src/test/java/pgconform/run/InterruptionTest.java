package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Verdict;
import pgconform.scenario.Scenario;
import pgconform.target.TargetSpec;
import pgconform.testing.Scenarios;

/** What counts of a run that was interrupted. */
class InterruptionTest {
  private final Interruption interruption = new Interruption();
  private final InterruptibleResults judgements = new InterruptibleResults(interruption);

  private static RunPlan.Target planned(int count) {
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      scenarios.add(
          Scenarios.of(
              Scenarios.head("must").replace("TST-001", "TST-%03d".formatted(i))
                  + "steps:\n  - start: a\n  - alive: a\n"));
    }
    TargetSpec spec = TargetSpec.parse("postgresql://nobody@127.0.0.1:1/none");
    return RunPlan.of(List.of(spec), scenarios, Options.of(7, Effort.SMOKE, 1, true))
        .targets()
        .get(0);
  }

  private static Result result(RunPlan.Requirement requirement, Verdict verdict) {
    return Result.notRun(requirement.scenario(), "x", verdict, "");
  }

  @Test
  void onlyWhatCameBeforeCounts() {
    RunPlan.Target planned = planned(4);
    List<RunPlan.Requirement> all = planned.requirements();
    assertTrue(judgements.add(all.get(0), result(all.get(0), Verdict.PASS)));
    assertTrue(judgements.add(all.get(1), result(all.get(1), Verdict.FAIL)));
    interruption.ask();
    assertFalse(judgements.add(all.get(2), result(all.get(2), Verdict.PASS)));
    List<String> told = new ArrayList<>();
    Events events =
        new Events(
            List.of(
                new RunListener() {
                  @Override
                  public void requirementFinished(RunPlan.Requirement requirement, Result result) {
                    told.add(result.scenario().id() + " " + result.verdict());
                  }
                }));
    List<Result> results = judgements.untilTheEnd(planned, "x", events);
    assertEquals(
        List.of(Verdict.PASS, Verdict.UNDECIDED, Verdict.UNDECIDED, Verdict.UNDECIDED),
        results.stream().map(Result::verdict).toList());
    assertTrue(results.stream().skip(1).allMatch(r -> r.message().equals(Interruption.MESSAGE)));
    // The failure was told before, and is taken back.
    assertEquals(List.of("TST-002 undecided"), told);
  }

  @Test
  void onlyWhatBrokeJustBeforeIsInDoubt() {
    long now = System.nanoTime();
    long before = now - Duration.ofSeconds(2).toNanos();
    assertFalse(interruption.mayHaveMade(Verdict.FAIL, now), "nobody has asked");
    interruption.ask();
    assertTrue(interruption.mayHaveMade(Verdict.FAIL, now));
    assertTrue(interruption.mayHaveMade(Verdict.BLOCKED, now));
    assertFalse(interruption.mayHaveMade(Verdict.FAIL, before));
    assertFalse(interruption.mayHaveMade(Verdict.PASS, now));
  }

  @Test
  void nobodyWaitsAnyLonger() throws Exception {
    assertEquals(Optional.of("x"), interruption.orEnd(CompletableFuture.completedFuture("x")));
    CompletableFuture<String> never = new CompletableFuture<>();
    interruption.ask();
    assertEquals(Optional.empty(), interruption.orEnd(never));
  }
}
