package pgconform.scenario;

import java.util.List;

/** Runs the same steps several times. */
public record RepeatStep(Place place, Expression times, List<Step> steps) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "repeat",
          "Does the same several times; `$n` is the round, from 1.",
          f ->
              new RepeatStep(
                  f.place(),
                  f.required("repeat", "How many times: a number or a variable.", StepFields.COUNT),
                  f.required("steps", "What is repeated.", Steps.LIST)));

  @Override
  public StepProperties parts() {
    return new StepProperties().values(times).block(steps);
  }

  @Override
  public String told() {
    return times + " times";
  }

  @Override
  public List<String> details() {
    return Step.told(steps, "  ");
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.repeat(this);
  }
}
