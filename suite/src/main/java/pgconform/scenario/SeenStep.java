package pgconform.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * Waits until a pattern matches the messages that have come on a connection, and leaves them there:
 * a later step takes and judges them.
 *
 * @param within the longest time to wait, unless it is the usual limit
 */
public record SeenStep(Place place, String name, Pattern pattern, Optional<Duration> within)
    implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "seen",
          "Waits until a pattern is satisfied by what comes on a connection, and leaves the"
              + " messages unread: a later `expect` takes them and judges them.",
          f ->
              new SeenStep(
                  f.place(),
                  f.required("seen", "The connection.", Type.NAME),
                  f.required(
                      "messages", "The pattern that has to be satisfied.", PatternParser.TYPE),
                  StepFields.within(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties().uses(name).outcome("", pattern).judging();
  }

  @Override
  public String told() {
    return "see on %s, without taking it: %s".formatted(name, pattern);
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.seen(this);
  }
}
