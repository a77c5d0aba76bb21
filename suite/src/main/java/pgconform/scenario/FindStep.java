package pgconform.scenario;

import java.util.Optional;

/**
 * Names the session of a proxy at the backend on which a held query runs.
 *
 * @param name the name of the session at the backend
 * @param of the session of a client, which holds the query; empty for a statement of the proxy's
 */
public record FindStep(Place place, String name, Optional<String> of) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "find",
          "Scenarios about proxies: gives a name to the session of the proxy at the backend on"
              + " which the query runs that a client holds, or without `of`, the statement that"
              + " `stall` holds. Where the proxy sends no such statement within a second, the case is"
              + " `unsupported`.",
          f ->
              new FindStep(
                  f.place(),
                  f.required(
                      "find", "The name of the session at the backend.", Type.NEW_CONNECTION),
                  f.optional("of", "The session of the client that holds the query.", Type.NAME)));

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().uses(of.stream().toList()).opens(name);
  }

  @Override
  public String told() {
    return "call the session at the backend that runs %s %s"
        .formatted(of.map(client -> "the query of " + client).orElse("what is held"), name);
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.find(this);
  }
}
