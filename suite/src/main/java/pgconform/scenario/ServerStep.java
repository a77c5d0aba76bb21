package pgconform.scenario;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts a throw-away server, which is like the one under test but used by this case alone. All
 * later connections go there; it ends with the case.
 *
 * @param settings the settings of postgresql.conf, in addition to the usual ones
 */
public record ServerStep(Place place, State state, Map<String, String> settings) implements Step {
  /** The state of the server. */
  public enum State {
    /** The server accepts sessions. */
    RUNNING,
    /** The server is in recovery for as long as it lives, and accepts no sessions. */
    RECOVERING
  }

  private static final Type<Map<String, String>> SETTINGS =
      Type.map(
          Type.orElse(
              Type.single(Type.VALUE, (text, field, problems) -> text.text()),
              "a setting has a single value"));

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "server",
          "Starts a throw-away server like the one under test. All later connections of the case go"
              + " to that server, and it is stopped when the case ends. Its database may contain"
              + " objects left by an earlier case. Needs `throw-away server`, which only targets"
              + " that were started for the run have.",
          f ->
              new ServerStep(
                  f.place(),
                  f.required(
                      "server",
                      "`running` takes sessions; `recovering` recovers for as long as it lives, and"
                          + " takes none.",
                      Type.word(State.class)),
                  f.optional(
                          "settings",
                          "Settings of postgresql.conf on top of the usual ones: names with"
                              + " values.",
                          SETTINGS)
                      .orElse(Map.of())));

  @Override
  public StepProperties parts() {
    return new StepProperties().startsServer(place);
  }

  @Override
  public String told() {
    return "start a throw-away server%s that %s, and go there from now on"
        .formatted(
            settings.entrySet().stream()
                .map(each -> " with %s = %s".formatted(each.getKey(), each.getValue()))
                .sorted()
                .collect(Collectors.joining()),
            state == State.RUNNING ? "is like the one under test" : "keeps recovering");
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.server(this);
  }
}
