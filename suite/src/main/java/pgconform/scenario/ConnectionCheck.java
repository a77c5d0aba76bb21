package pgconform.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Transport;

/** Looks at the connections of a scenario: their names, and the addresses that they go to. */
final class ConnectionCheck {
  /** What does not lead to the address that the target was named by. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          Step.TLS_REFUSED, Transport.UNIX_SOCKET.toString(), Transport.PLAIN_AFTER_SSL.toString());

  private final Scenario scenario;
  private final List<Problem> problems;

  ConnectionCheck(Scenario scenario, List<Problem> problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  /** Every connection is opened or started by an earlier step. */
  void checkNames() {
    checkNames(scenario.steps(), new HashSet<>());
  }

  private void checkNames(List<Step> steps, Set<String> known) {
    for (Step step : steps) {
      for (String name : StepParts.namesUsed(step)) {
        if (!known.contains(name)) {
          problem(
              step.place(),
              "no earlier step opens '%s'%s".formatted(name, Words.hint(name, known)));
        }
      }
      if (step instanceof Step.Together together) {
        together.branches().forEach(b -> checkNames(b.steps(), new HashSet<>(known)));
      } else if (step instanceof Step.Match match) {
        match.cases().values().forEach(c -> checkNames(c, new HashSet<>(known)));
      } else {
        checkNames(StepParts.inner(step), known);
      }
      known.addAll(StepParts.namesGiven(step));
    }
  }

  /** An address that few targets have is asked for before it is used. */
  void checkNeeds() {
    checkNeeds(scenario.steps());
  }

  private void checkNeeds(List<Step> steps) {
    for (Step step : steps) {
      Optional<Expr> over = StepParts.over(step);
      if (over.isPresent() && over.get() instanceof Expr.Literal literal) {
        String word = literal.text();
        if (ELSEWHERE.contains(word) && !scenario.needs().contains(word)) {
          problem(literal.place(), "not every target has '%s': add it to 'needs'".formatted(word));
        }
      }
      // What stands under a condition may be there for a reason.
      if (!(step instanceof Step.Match)) {
        checkNeeds(StepParts.inner(step));
      }
    }
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
