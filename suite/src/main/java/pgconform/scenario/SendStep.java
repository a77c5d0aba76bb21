package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends messages or octets on a connection.
 *
 * @param framing how the octets are cut; if empty, they are sent in one piece
 */
public record SendStep(
    Place place, String name, List<Payload> payload, Optional<Expression> framing) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "send",
          "Sends messages or octets, all in one write unless `framing` cuts them.",
          f ->
              new SendStep(
                  f.place(),
                  f.required("send", "The connection.", Type.NAME),
                  payload(f),
                  StepFields.framing(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties().asks(name).payload(payload).framing(framing);
  }

  @Override
  public String told() {
    return "send on %s: %s%s".formatted(name, Payload.told(payload), StepFields.told(framing));
  }

  private static List<Payload> payload(MappingReader f) {
    List<Payload> payload = new ArrayList<>(f.list("messages", "", PayloadReader.MESSAGES));
    f.optional(
            "bytes",
            "Octets in hexadecimal, `00 00 00 08`, or a variable with `octets`.",
            StepFields.OCTETS)
        .ifPresent(octets -> payload.add(new Payload.Octets(octets.place(), octets)));
    if (!f.has("messages") && !f.has("bytes")) {
      f.lacks("messages", "'send' needs 'messages' or 'bytes'");
    }
    return payload;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.send(this);
  }
}
