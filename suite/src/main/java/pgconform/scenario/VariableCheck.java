package pgconform.scenario;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the variables of a scenario, and how its steps use them. */
final class VariableCheck {
  /** Names that every scenario may use in addition to its own. */
  private static final Set<String> GIVEN = Set.of("user", "database", "hold", "n");

  /** The logins that a target may have besides the default one, as variables. */
  private static final Set<String> LOGINS =
      Capability.loginWords().stream()
          .map(word -> word + Capability.LOGIN_SUFFIX)
          .collect(Collectors.toSet());

  private static final Set<String> LOGIN_FIELDS = Set.of("user", "password", "database");

  private final Scenario scenario;
  private final FileErrors problems;

  /**
   * The parts of all steps, kept because each command reads all scenarios first, so that time
   * matters.
   */
  private final List<StepProperties> parts;

  VariableCheck(Scenario scenario, FileErrors problems) {
    this.scenario = scenario;
    this.problems = problems;
    this.parts = Step.all(scenario.steps()).map(Step::parts).toList();
  }

  /** Checks that all names that steps refer to exist, and fit where they are used. */
  void check() {
    checkNames();
    checkFields();
    checkValues();
    checkFramings();
    checkDependencies();
  }

  private Stream<Expression.Variable> variables() {
    return parts.stream().flatMap(StepProperties::variables);
  }

  private void checkNames() {
    Set<String> known = new HashSet<>(GIVEN);
    known.addAll(LOGINS);
    scenario.variables().forEach(v -> known.add(v.name()));
    parts.forEach(each -> known.addAll(each.given().keySet()));
    variables()
        .filter(variable -> !known.contains(variable.name()))
        .forEach(
            variable ->
                problems.add(
                    variable.place(),
                    "there is no variable '%s'%s",
                    variable.name(),
                    Spelling.hint(variable.name(), known)));
    variables()
        .filter(variable -> LOGINS.contains(variable.name()))
        .filter(
            variable ->
                scenario.needs().stream().noneMatch(n -> n.toString().equals(variable.name())))
        .forEach(
            variable ->
                problems.add(
                    variable.place(),
                    "'%s' is a variable only where 'needs' has it",
                    variable.name()));
  }

  private void checkFields() {
    Map<String, Set<String>> fields = new HashMap<>();
    LOGINS.forEach(login -> fields.put(login, LOGIN_FIELDS));
    parts.forEach(
        each -> each.given().forEach((name, of) -> StepProperties.merge(fields, name, of)));
    variables().forEach(variable -> checkField(variable, fields));
  }

  /** Checks that the field after the dot belongs to what the name means. */
  private void checkField(Expression.Variable variable, Map<String, Set<String>> fields) {
    boolean plain =
        GIVEN.contains(variable.name()) || scenario.variable(variable.name()).isPresent();
    if (plain && !variable.field().isEmpty()) {
      problems.add(variable.place(), "the variable '%s' has no fields", variable.name());
    } else if (!plain && fields.containsKey(variable.name())) {
      Set<String> known = fields.get(variable.name());
      if (!known.isEmpty() && !known.contains(variable.field())) {
        problems.add(
            variable.place(),
            "'%s' has no field '%s'%s",
            variable.name(),
            variable.field(),
            Spelling.hint(variable.field(), known));
      }
    }
  }

  /** Checks that the listed values of a variable fit wherever it is used. */
  private void checkValues() {
    for (FileErrors.Demand demand : problems.demands()) {
      Expression.Variable used = demand.variable();
      scenario.variable(used.name()).stream()
          .flatMap(variable -> variable.generator().written().stream())
          .filter(value -> demand.fault().apply(value).isPresent())
          .findFirst()
          .ifPresent(
              value ->
                  problems.add(
                      used.place(),
                      "the value '%s' of '%s' is wrong here: %s",
                      value,
                      used,
                      demand.fault().apply(value).orElseThrow()));
    }
  }

  /** Checks that a variable that describes how octets are cut is of that kind. */
  private void checkFramings() {
    parts.stream()
        .flatMap(each -> each.framing.stream())
        .flatMap(framing -> framing.variables().stream())
        .filter(
            used -> scenario.variable(used.name()).filter(v -> !v.generator().cuts()).isPresent())
        .forEach(
            used ->
                problems.add(
                    used.place(),
                    "'framing' takes a variable that is made by 'cuts of' or 'framing of'"));
  }

  /** Checks that variables depend on others that exist, and never in a circle. */
  private void checkDependencies() {
    Map<String, Variable> open = new LinkedHashMap<>();
    scenario.variables().forEach(v -> open.put(v.name(), v));
    for (Variable variable : scenario.variables()) {
      for (String needed : variable.generator().needs()) {
        if (!open.containsKey(needed)) {
          problems.add(
              variable.place(),
              "'%s' depends on '%s', which is no variable of this scenario%s",
              variable.name(),
              needed,
              Spelling.hint(needed, open.keySet()));
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
      problems.add(
          open.values().iterator().next().place(),
          "circular dependency between variables: " + String.join(", ", open.keySet()));
    }
  }

  /** Checks that each variable is used. */
  void checkUse() {
    Set<String> used = scenario.variablesUsed();
    scenario.variables().forEach(v -> used.addAll(v.generator().needs()));
    for (Variable variable : scenario.variables()) {
      if (!used.contains(variable.name())) {
        problems.add(
            variable.place(), "the variable '%s' is not used in any step", variable.name());
      }
    }
  }
}
