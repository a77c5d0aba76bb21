package pgconform.scenario;

/** Ends connections from pgconform's side. */
public record CloseStep(Place place, String name, Manner by) implements Step {
  /** How a connection is ended. */
  public enum Manner {
    /** Sends the Terminate message, then FIN. */
    TERMINATE,
    /** Closes both directions. */
    FIN,
    /** Sends RST. */
    RST,
    /** Sends FIN, and continues to read. */
    HALF
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "close",
          "Closes a connection on pgconform's side.",
          f ->
              new CloseStep(
                  f.place(),
                  f.required("close", "The connection.", Type.NAME),
                  f.optional(
                      "by",
                      "How to close: `fin` closes both directions, `terminate` sends the Terminate"
                          + " message and waits for the server to close, `half` closes only the"
                          + " sending direction, `rst` resets the connection.",
                      Type.word(Manner.class),
                      "fin")));

  @Override
  public StepProperties parts() {
    return new StepProperties().closes(name);
  }

  @Override
  public String told() {
    return "close %s by %s".formatted(name, Spelling.written(by));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.close(this);
  }
}
