package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Connector;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** What is shut down is the server of the case, and nothing of it is left behind. */
class ThrowAwayServerTest {
  private static final Scenario SHUTDOWN =
      steps(
          """
          - server: running
          - start: session
          - alive: session
          - shutdown: fast
          - alive: session
          """);

  private static Scenario steps(String steps) {
    return Scenarios.of(
        Scenarios.head("must") + "needs: [throw-away server]\nsteps:\n" + steps.indent(2));
  }

  private final List<String> told = new ArrayList<>();

  /** A server that goes on whatever it is told. */
  private ThrowAwayServer deaf(ServerStep wanted, Judged other) {
    told.add(wanted.state().toString() + wanted.settings());
    Subject.Server real = other.subject();
    return new ThrowAwayServer() {
      @Override
      public Connector connector() {
        return real.connector();
      }

      @Override
      public HoldStrategy holdStrategy() {
        return real.holdStrategy();
      }

      @Override
      public void shutDown(ShutdownStep.Mode mode) {
        told.add(mode.toString());
      }

      @Override
      public void close() {
        told.add("end");
      }
    };
  }

  @Test
  void allGoesToTheServerOfTheCase() {
    try (Judged main = Judged.good();
        Judged other = Judged.good()) {
      CaseResult result = main.throwing(wanted -> deaf(wanted, other)).run(SHUTDOWN);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      assertEquals(0, main.server().accepted());
      assertEquals(1, other.server().accepted());
      assertEquals(List.of("RUNNING{}", "FAST", "end"), told);
    }
  }

  @Test
  void itEndsAlsoWhereTheRequirementIsBroken() {
    Scenario broken =
        steps(
            """
            - server: recovering
              settings: {hot_standby: off}
            - start: session
            - expect: session
              messages: Closed
            """);
    try (Judged main = Judged.good();
        Judged other = Judged.with(peer -> peer.next())) {
      CaseResult result = main.throwing(wanted -> deaf(wanted, other)).run(broken);
      assertEquals(Verdict.FAIL, result.verdict(), () -> result.toString());
      assertEquals(List.of("RECOVERING{hot_standby=off}", "end"), told);
    }
  }

  @Test
  void oneStartedInABranchIsTheCasesOwn() {
    Scenario branched =
        steps(
            """
            - together:
                - steps:
                    - server: running
            - start: session
            - shutdown: smart
            - alive: session
            """);
    try (Judged main = Judged.good();
        Judged other = Judged.good()) {
      CaseResult result = main.throwing(wanted -> deaf(wanted, other)).run(branched);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      assertEquals(0, main.server().accepted());
      assertEquals(1, other.server().accepted());
      assertEquals(List.of("RUNNING{}", "SMART", "end"), told);
    }
  }

  @Test
  void anotherTakesThePlaceOfTheFirst() {
    Scenario twice = steps("- server: running\n- server: recovering\n- start: s\n- alive: s\n");
    try (Judged main = Judged.good();
        Judged other = Judged.good()) {
      CaseResult result = main.throwing(wanted -> deaf(wanted, other)).run(twice);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
      assertEquals(List.of("RUNNING{}", "end", "RECOVERING{}", "end"), told);
    }
  }

  /** The loader sees to it where it can: one case of a match may start what another does not. */
  @Test
  void theServerUnderTestIsNeverShutDown() {
    Scenario scenario =
        Scenarios.of(
            Scenarios.head("must")
                + """
                needs: [throw-away server]
                for all:
                  way: [own, none]
                steps:
                  - start: session
                  - match: $way
                    cases:
                      own:
                        - server: running
                      none:
                        - alive: session
                  - shutdown: fast
                  - alive: session
                """);
    try (Judged main = Judged.good()) {
      CaseResult result =
          main.throwing(wanted -> deaf(wanted, main))
              .run(scenario, new Case(Map.of("way", "none")));
      assertEquals(Verdict.ERROR, result.verdict());
      assertEquals(List.of("no earlier step starts a throw-away server"), result.says());
      assertEquals(List.of(), told);
    }
  }

  @Test
  void whatThereIsNoneOfIsSaid() {
    try (Judged main = Judged.good()) {
      CaseResult result = main.run(SHUTDOWN);
      assertEquals(Verdict.ERROR, result.verdict());
      assertEquals(List.of("the target has no throw-away server"), result.says());
      assertEquals(0, main.server().accepted());
    }
  }

  /** What went wrong is told in its own words, or else by its name. */
  @ParameterizedTest
  @CsvSource({"no room on the disk, no room on the disk", ", java.lang.IllegalStateException"})
  void aServerThatDoesNotStartIsNoFaultOfTheTargets(String message, String says) {
    Judged main =
        Judged.good()
            .throwing(
                wanted -> {
                  throw new IllegalStateException(message);
                });
    Runs.unable(Runs.on(main, SHUTDOWN), says);
  }
}
