package pgconform.scenario;

import java.util.List;

/**
 * Sends a query that runs until it is released, and waits until it is seen running.
 *
 * @param payload the data to send; <code>${hold}</code> in it is the query
 */
public record HoldStep(Place place, String name, List<Payload> payload) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "hold",
          "Makes a session run a query that lasts until it is released, and waits until that query"
              + " is seen running. On a server without advisory locks, a long-running query is used"
              + " instead, sent some time in advance; if it unexpectedly finishes, the case is"
              + " `undecided`.",
          f ->
              new HoldStep(
                  f.place(),
                  f.required("hold", "The session.", Type.NAME),
                  f.optional(
                          "messages",
                          "What is sent, if it is not a simple Query; `$hold` in it stands for the"
                              + " query.",
                          PayloadReader.MESSAGES)
                      .orElseGet(() -> query(f.place()))));

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().holds(name).payload(payload);
  }

  @Override
  public String told() {
    return "%s runs a query that lasts until it is released, and is seen running".formatted(name);
  }

  private static List<Payload> query(Place place) {
    Expression held = new Expression.Variable(place, "hold", "");
    return List.of(
        new Payload.Message(
            place, "Query", List.of(new Payload.Field(place, "query", held)), List.of()));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.hold(this);
  }
}
