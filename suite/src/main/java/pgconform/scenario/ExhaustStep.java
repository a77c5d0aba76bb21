package pgconform.scenario;

import java.util.Optional;

/**
 * Starts sessions until the server reports that it has no room for another.
 *
 * @param as the login of the target that is used
 * @param like an earlier group that must have the same number of sessions
 */
public record ExhaustStep(Place place, String name, String as, Optional<String> like)
    implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "exhaust",
          "Starts sessions until the server has no room for another.",
          f ->
              new ExhaustStep(
                  f.place(),
                  f.required("exhaust", "The name for all of them.", Type.NAME),
                  StepFields.login(f),
                  f.optional(
                      "like",
                      "Another such group: there has to be room for as many sessions.",
                      Type.NAME)));

  @Override
  public StepProperties parts() {
    return new StepProperties().opens(name).login(place, as).uses(like.stream().toList());
  }

  @Override
  public String told() {
    return "start sessions %s until the server refuses one%s"
        .formatted(name, like.map(l -> ", as many as " + l).orElse(""));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.exhaust(this);
  }
}
