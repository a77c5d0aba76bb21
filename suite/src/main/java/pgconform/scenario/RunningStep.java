package pgconform.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * Waits until the client has sent the query that the program was told to run, and leaves it
 * unanswered.
 *
 * @param within the longest time to wait, unless it is the usual limit
 */
public record RunningStep(Place place, String name, Optional<Duration> within)
    implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "running",
          "Scenarios about clients: waits until the client has sent the query that the program was"
              + " told, by Query or by the extended protocol, and leaves it unanswered. Whatever"
              + " else the driver asks before is answered.",
          f ->
              new RunningStep(
                  f.place(),
                  f.required("running", "The session.", Type.NAME),
                  StepFields.within(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties().uses(name).judging();
  }

  @Override
  public String told() {
    return "wait until the query runs on " + name;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.running(this);
  }
}
