package pgconform.scenario;

/** Holds the next statement that a proxy sends to the backend on its own account. */
public record StallStep(Place place) implements Step {
  /** What is held. */
  private enum What {
    OWN_STATEMENT
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "stall",
          "Scenarios about proxies: the next statement that the proxy sends on its own account, such"
              + " as SET, RESET or DISCARD, runs at the backend until `reply` ends it.",
          f -> {
            f.required("stall", "Always `own statement`.", Type.word(What.class));
            return new StallStep(f.place());
          });

  @Override
  public StepProperties parts() {
    return new StepProperties();
  }

  @Override
  public String told() {
    return "hold the next statement that the proxy sends on its own account";
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.stall(this);
  }
}
