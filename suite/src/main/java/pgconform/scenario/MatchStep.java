package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the steps for the value of a variable. */
public record MatchStep(
    Place place, Expression value, Map<String, List<Step>> cases, Optional<List<Step>> otherwise)
    implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "match",
          "Runs the steps for the value of a variable.",
          f ->
              new MatchStep(
                  f.place(),
                  f.required("match", "A variable whose values are written down.", StepFields.ANY),
                  f.required("cases", "The steps for each value.", Type.map(Steps.LIST)),
                  f.optional(
                      "otherwise",
                      "The steps for all values that `cases` does not name; there may be none:"
                          + " `[]`.",
                      Steps.LIST)));

  @Override
  public StepProperties parts() {
    return new StepProperties()
        .values(value)
        .cases(cases.values())
        .cases(otherwise.stream().toList());
  }

  @Override
  public String told() {
    return "depending on " + value;
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>();
    cases.forEach(
        (word, steps) -> {
          lines.add("  where it is " + word);
          lines.addAll(Step.told(steps, "    "));
        });
    otherwise
        .filter(steps -> !steps.isEmpty())
        .ifPresent(
            steps -> {
              lines.add("  otherwise");
              lines.addAll(Step.told(steps, "    "));
            });
    return lines;
  }

  /** Returns the steps for a value. */
  public List<Step> steps(String word) {
    return cases.getOrDefault(word, otherwise.orElse(List.of()));
  }

  /** Checks that each value of the variable has its steps, and no other value has. */
  @Override
  public void check(Scenario scenario, FileErrors problems) {
    List<String> written =
        value.variables().stream()
            .findFirst()
            .filter(value::equals)
            .flatMap(v -> scenario.variable(v.name()))
            .map(v -> v.generator().written())
            .orElse(List.of());
    if (written.isEmpty()) {
      problems.add(place, "'match' takes a variable whose values are written down: [a, b]");
      return;
    }
    // A misspelled value is not reported as missing as well.
    boolean whole = written.containsAll(cases.keySet());
    for (String word : written) {
      if (whole && !cases.containsKey(word) && otherwise.isEmpty()) {
        problems.add(place, "there are no steps for the value '%s'", word);
      }
    }
    if (otherwise.isPresent() && cases.keySet().containsAll(written)) {
      problems.add(place, "'otherwise' is never reached: each value has its steps");
    }
    for (String word : cases.keySet()) {
      if (!written.contains(word)) {
        String hint = Spelling.hint(word, written);
        problems.add(place, "the variable never has the value '%s'%s", word, hint);
      }
    }
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.match(this);
  }
}
