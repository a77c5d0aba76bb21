package pgconform.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * Takes the next connection of the client.
 *
 * @param name the name of the new connection
 * @param encryption how requests for encryption are answered
 * @param within the longest time to wait, if it is not the usual limit
 */
public record AcceptStep(Place place, String name, Encryption encryption, Optional<Duration> within)
    implements ClientStep {
  /** What happens to requests for encryption. */
  public enum Encryption {
    /** Nothing: they are expected like any message. */
    RAW,
    /** TLS is granted; GSSAPI is refused. */
    GRANTED,
    /** Both are refused. */
    REFUSED
  }

  static final Form<Step> FORM =
      Form.step(
          "accept",
          "Scenarios about clients: takes the next connection that the client opens. Scenarios"
              + " about proxies: takes the next connection at the backend that begins with a"
              + " CancelRequest; a scenario without this step leaves it to the backend to carry out"
              + " what comes.",
          f ->
              new AcceptStep(
                  f.place(),
                  f.required("accept", "The name of the new connection.", Type.NEW_CONNECTION),
                  encryption(f, "raw"),
                  StepFields.within(f)));

  /** How requests for encryption are answered. */
  static Encryption encryption(Fields f, String otherwise) {
    return f.optional(
        "encryption",
        "What happens to SSLRequest, GSSENCRequest and TLS from the first octet: `granted` (GSSAPI"
            + " is refused), `refused`, or `raw` (nothing; they are expected like any message).",
        Type.word(Encryption.class),
        otherwise);
  }

  @Override
  public Parts parts() {
    return new Parts().judging().opens(name);
  }

  @Override
  public String told() {
    return "take the next connection as %s%s"
        .formatted(
            name,
            encryption == Encryption.RAW ? "" : ", encryption is " + Words.written(encryption));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.accept(this);
  }
}
