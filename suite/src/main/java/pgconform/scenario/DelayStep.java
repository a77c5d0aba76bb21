package pgconform.scenario;

/** Lets some time pass; for delays that a property quantifies over, never for synchronising. */
public record DelayStep(Place place, Expression time) implements Step {
  static final Form<Step> FORM =
      Form.step(
              "delay",
              "Lets time pass, where a property quantifies over it. Never to wait for something:"
                  + " that is what `expect` and `hold` are for.",
              f ->
                  new DelayStep(
                      f.place(),
                      f.required(
                          "delay",
                          "A time such as `2ms`, or a variable with `delay`.",
                          StepFields.TIME)))
          .leftAway();

  @Override
  public Parts parts() {
    return new Parts().values(time);
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
