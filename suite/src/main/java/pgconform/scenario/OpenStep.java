package pgconform.scenario;

/**
 * Opens connections and encrypts them; sends no startup packet.
 *
 * @param times the number of connections; with more than one, the name means all of them
 */
public record OpenStep(Place place, String name, Expression over, Expression times)
    implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "open",
          "Opens a connection that is ready for a startup packet, without sending one.",
          f ->
              new OpenStep(
                  f.place(),
                  f.required("open", "The name of the new connection.", Type.NEW_CONNECTION),
                  StepFields.over(f, "plain"),
                  StepFields.times(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties().opens(name).over(over).values(times);
  }

  @Override
  public String told() {
    return "open %s%s over %s".formatted(StepFields.told(times, n -> n + " times "), name, over);
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.open(this);
  }
}
