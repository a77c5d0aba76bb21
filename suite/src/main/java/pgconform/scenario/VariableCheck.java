package pgconform.scenario;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the variables of a scenario, and at what its steps make of them. */
final class VariableCheck {
  /** Names that every scenario may use beside its own. */
  private static final Set<String> GIVEN = Set.of("user", "database", "hold", "n");

  private final Scenario scenario;
  private final List<Problem> problems;

  VariableCheck(Scenario scenario, List<Problem> problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  /** Sees to it that what is referred to is there, and fits where it stands. */
  void check() {
    checkNames();
    checkFields();
    checkFramings(scenario.steps());
    checkDependencies();
    checkMatches(scenario.steps());
  }

  /** What steps refer to is there. */
  private void checkNames() {
    Set<String> known = new HashSet<>(GIVEN);
    scenario.variables().forEach(v -> known.add(v.name()));
    known.addAll(StepParts.namesGiven(scenario.steps()));
    for (Expr.Variable variable : StepParts.variables(scenario.steps())) {
      if (!known.contains(variable.name())) {
        problem(
            variable.place(),
            "there is no variable '%s'%s"
                .formatted(variable.name(), Words.hint(variable.name(), known)));
      }
    }
  }

  private void checkFields() {
    Map<String, Set<String>> fields = StepParts.fieldsGiven(scenario.steps());
    StepParts.variables(scenario.steps()).forEach(v -> checkField(v, fields));
  }

  /** What stands behind the dot is a field of what the name means. */
  private void checkField(Expr.Variable variable, Map<String, Set<String>> fields) {
    boolean plain =
        GIVEN.contains(variable.name())
            || scenario.variables().stream().anyMatch(v -> v.name().equals(variable.name()));
    if (plain && !variable.field().isEmpty()) {
      problem(variable.place(), "the variable '%s' has no fields".formatted(variable.name()));
    } else if (!plain && fields.containsKey(variable.name())) {
      Set<String> known = fields.get(variable.name());
      if (!known.isEmpty() && !known.contains(variable.field())) {
        problem(
            variable.place(),
            "'%s' has no field '%s'%s"
                .formatted(variable.name(), variable.field(), Words.hint(variable.field(), known)));
      }
    }
  }

  /** What says how octets are cut is a variable for that. */
  private void checkFramings(List<Step> steps) {
    for (Step step : steps) {
      Optional<Expr> framing =
          step instanceof Step.Send send
              ? send.framing()
              : step instanceof Step.Cancel cancel ? cancel.framing() : Optional.empty();
      if (framing.isPresent() && framing.get() instanceof Expr.Variable used) {
        boolean other =
            scenario.variables().stream()
                .anyMatch(
                    v ->
                        v.name().equals(used.name())
                            && !(v.generator() instanceof Variable.Framings));
        if (other) {
          problem(
              used.place(), "'framing' takes a variable that is made by 'cuts of' or 'framing of'");
        }
      }
      checkFramings(StepParts.inner(step));
    }
  }

  /** Variables depend on others that exist, and never in a circle. */
  private void checkDependencies() {
    Map<String, Variable> open = new LinkedHashMap<>();
    scenario.variables().forEach(v -> open.put(v.name(), v));
    for (Variable variable : scenario.variables()) {
      for (String needed : variable.generator().needs()) {
        if (!open.containsKey(needed)) {
          problem(
              variable.place(),
              "'%s' depends on '%s', which is no variable of this scenario%s"
                  .formatted(variable.name(), needed, Words.hint(needed, open.keySet())));
          return;
        }
      }
    }
    boolean progress = true;
    while (progress) {
      progress =
          open.values().removeIf(v -> v.generator().needs().stream().noneMatch(open::containsKey));
    }
    if (!open.isEmpty()) {
      problem(
          open.values().iterator().next().place(),
          "these variables depend on each other in a circle: " + String.join(", ", open.keySet()));
    }
  }

  /** Each value of a matched variable has its steps, and no others have. */
  private void checkMatches(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Match match) {
        Optional<Variable> variable =
            match.value() instanceof Expr.Variable v
                ? scenario.variables().stream().filter(x -> x.name().equals(v.name())).findFirst()
                : Optional.empty();
        if (variable.isPresent() && variable.get().generator() instanceof Variable.OneOf oneOf) {
          for (String value : oneOf.values()) {
            if (!match.cases().containsKey(value)) {
              problem(step.place(), "there are no steps for the value '%s'".formatted(value));
            }
          }
          for (String value : match.cases().keySet()) {
            if (!oneOf.values().contains(value)) {
              problem(
                  step.place(),
                  "the variable never has the value '%s'%s"
                      .formatted(value, Words.hint(value, oneOf.values())));
            }
          }
        } else {
          problem(step.place(), "'match' takes a variable whose values are written down: [a, b]");
        }
      }
      checkMatches(StepParts.inner(step));
    }
  }

  /** Each variable makes a difference. */
  void checkUse() {
    Set<String> used = new HashSet<>();
    StepParts.variables(scenario.steps()).forEach(v -> used.add(v.name()));
    scenario.variables().forEach(v -> used.addAll(v.generator().needs()));
    for (Variable variable : scenario.variables()) {
      if (!used.contains(variable.name())) {
        problem(
            variable.place(),
            "the variable '%s' is not used in any step".formatted(variable.name()));
      }
    }
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
