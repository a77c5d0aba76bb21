package pgconform.scenario;

/**
 * Creates an ordinary table, which is dropped when the case ends.
 *
 * @param name the variable that stands for the table's name, which is drawn for each case
 */
public record TableStep(Place place, String name) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "table",
          "Makes an ordinary table with one column, `x int`, under a name that is drawn for each"
              + " case; `$NAME` is that name. The table is dropped when the case ends, whatever"
              + " happens. It belongs in `given`, since not every role may create tables.",
          f ->
              new TableStep(
                  f.place(), f.required("table", "What steps call the table.", Type.NAME)));

  @Override
  public StepProperties parts() {
    return new StepProperties().names(name);
  }

  @Override
  public String told() {
    return "make a table, $%s, that is dropped at the end".formatted(name);
  }

  @Override
  public void check(Scenario scenario, FileErrors problems) {
    boolean given =
        Step.all(scenario.steps())
            .anyMatch(
                step -> step instanceof GivenStep g && Step.all(g.steps()).anyMatch(this::equals));
    if (!given) {
      problems.add(place, "'table' must be in 'given', because not every role may create tables");
    }
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.table(this);
  }
}
