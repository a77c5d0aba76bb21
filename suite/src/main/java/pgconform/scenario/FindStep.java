package pgconform.scenario;

/**
 * Gives a name to the session of a proxy at the backend on which a held query runs.
 *
 * @param name the name of the session at the backend
 * @param of the session of a client, which holds the query
 */
public record FindStep(Place place, String name, String of) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "find",
          "Scenarios about proxies: gives a name to the session of the proxy at the backend on"
              + " which the query runs that a client holds.",
          f ->
              new FindStep(
                  f.place(),
                  f.required(
                      "find", "The name of the session at the backend.", Type.NEW_CONNECTION),
                  f.required("of", "The session of the client that holds the query.", Type.NAME)));

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().uses(of).opens(name);
  }

  @Override
  public String told() {
    return "call the session at the backend that runs the query of %s %s".formatted(of, name);
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.find(this);
  }
}
