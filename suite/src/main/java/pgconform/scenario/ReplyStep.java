package pgconform.scenario;

import java.util.Optional;

/**
 * Answers the query that runs on a session, as a well-behaved server.
 *
 * @param error the SQLSTATE of the error; empty for one row
 */
public record ReplyStep(Place place, String name, Optional<Expression> error)
    implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "reply",
          "Scenarios about clients and proxies: answers the query that runs on a session: with the"
              + " row `1`, or with an error, and ReadyForQuery.",
          f ->
              new ReplyStep(
                  f.place(),
                  f.required("reply", "The session.", Type.NAME),
                  f.optional("error", "The SQLSTATE of an error.", StepFields.ANY)));

  @Override
  public StepProperties parts() {
    return new StepProperties().uses(name).value(error);
  }

  @Override
  public String told() {
    return "answer the query on %s with %s"
        .formatted(name, error.map(state -> "error " + state).orElse("a row"));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.reply(this);
  }
}
