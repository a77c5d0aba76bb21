package pgconform.scenario;

/** Tells the throw-away server to shut down, and waits until it has noticed. */
public record ShutdownStep(Place place, Mode mode) implements Step {
  /** The shutdown modes of PostgreSQL. */
  public enum Mode {
    /** New sessions are refused; existing ones may finish. */
    SMART,
    /** Sessions are ended. */
    FAST,
    /** Sessions are ended as after a crash. */
    IMMEDIATE
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "shutdown",
          "Shuts the throw-away server down, and waits until it has taken notice. The server under"
              + " test is never shut down.",
          f ->
              new ShutdownStep(
                  f.place(),
                  f.required(
                      "shutdown",
                      "PostgreSQL's modes: `smart` lets nobody in any more, `fast` ends sessions,"
                          + " `immediate` ends them as after a crash.",
                      Type.word(Mode.class))));

  @Override
  public StepProperties parts() {
    return new StepProperties().usesServer();
  }

  @Override
  public String told() {
    return "tell the throw-away server to do %s shutdown"
        .formatted(mode == Mode.IMMEDIATE ? "an immediate" : "a " + Spelling.written(mode));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.shutdown(this);
  }
}
