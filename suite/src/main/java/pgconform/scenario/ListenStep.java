package pgconform.scenario;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Sets the addresses on which clients can connect from now on.
 *
 * @param at the addresses, all with the port of the case
 */
public record ListenStep(Place place, List<Expression> at) implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "listen",
          "Scenarios about clients: says at which addresses clients can connect from now on, all"
              + " with the same port. At the beginning of a case it is 127.0.0.1.",
          f ->
              new ListenStep(
                  f.place(),
                  f.required(
                      "listen",
                      "Loopback addresses, such as `127.0.0.2`.",
                      Type.some(StepFields.LOOPBACK))));

  @Override
  public StepProperties parts() {
    return new StepProperties().values(at.toArray(Expression[]::new));
  }

  /** Describes addresses in prose. */
  static String told(List<Expression> addresses) {
    return addresses.stream().map(Expression::toString).collect(Collectors.joining(" and "));
  }

  @Override
  public String told() {
    return "listen at %s, and nowhere else".formatted(told(at));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.listen(this);
  }
}
