package pgconform.scenario;

/** Lets the held query of a session end. */
public record ReleaseStep(Place place, String name) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "release",
          "Lets a held query end.",
          f -> new ReleaseStep(f.place(), f.required("release", "The session.", Type.NAME)));

  @Override
  public StepProperties parts() {
    return new StepProperties().releases(name);
  }

  @Override
  public String told() {
    return "release the query of " + name;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.release(this);
  }
}
