package pgconform.scenario;

/** Waits for some time; for delays that a property quantifies over, never for synchronization. */
public record DelayStep(Place place, Expression time) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
              "delay",
              "Waits for a time over which the property quantifies. Do not use it to wait for an"
                  + " event; `expect` and `hold` do that.",
              f ->
                  new DelayStep(
                      f.place(),
                      f.required(
                          "delay",
                          "A time such as `2ms`, or a variable with `delay`.",
                          StepFields.TIME)))
          .leftAway();

  @Override
  public StepProperties parts() {
    return new StepProperties().values(time);
  }

  @Override
  public String told() {
    return "let %s pass".formatted(time);
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.delay(this);
  }
}
