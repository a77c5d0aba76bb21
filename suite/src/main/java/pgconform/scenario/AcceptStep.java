package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the next connection of the client.
 *
 * @param name the name of the new connection
 * @param encryption how encryption requests are answered
 * @param at the address on which it must arrive; empty for any
 * @param whereItComes the steps that follow only if a connection comes; if there are any, none
 *     needs to come
 * @param orUnsupported what the driver lacks if none comes; empty if that is a failure
 * @param within the longest time to wait, unless it is the usual limit
 */
public record AcceptStep(
    Place place,
    String name,
    Encryption encryption,
    Optional<Expression> at,
    List<Step> whereItComes,
    Optional<String> orUnsupported,
    Optional<Duration> within)
    implements ClientStep {
  /** How encryption requests are answered. */
  public enum Encryption {
    /** They are not answered, but expected like any message. */
    RAW,
    /** TLS is granted, and GSSAPI encryption is refused. */
    GRANTED,
    /** Both are refused. */
    REFUSED
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "accept",
          "Scenarios about clients: takes the next connection that the client opens. Scenarios"
              + " about proxies: takes the next connection at the backend that begins with a"
              + " CancelRequest; a scenario without this step leaves it to the backend to carry out"
              + " what comes; with `encryption: granted`, it must"
              + " have come over TLS.",
          f ->
              new AcceptStep(
                  f.place(),
                  f.required("accept", "The name of the new connection.", Type.NEW_CONNECTION),
                  encryption(f, "raw"),
                  f.optional(
                      "at",
                      "The address where the connection has to come; any if left out.",
                      StepFields.LOOPBACK),
                  f.list(
                      "where it comes",
                      "Steps that follow only where a connection comes. With them, none need come:"
                          + " the case goes on once the program has answered all that it was told,"
                          + " or `within` is over.",
                      Steps.LIST),
                  f.optional(
                      "or unsupported",
                      "What the driver lacks where no connection comes: then the case is"
                          + " `unsupported`.",
                      Type.TEXT),
                  StepFields.within(f)));

  /** Reads how encryption requests are answered. */
  static Encryption encryption(MappingReader f, String otherwise) {
    return f.optional(
        "encryption",
        "What happens to SSLRequest, GSSENCRequest and TLS from the first octet: `granted` (GSSAPI"
            + " is refused), `refused`, or `raw` (nothing; they are expected like any message).",
        Type.word(Encryption.class),
        otherwise);
  }

  @Override
  public StepProperties parts() {
    StepProperties parts = new StepProperties().judging().opens(name).value(at);
    return whereItComes.isEmpty() ? parts : parts.cases(List.of(whereItComes));
  }

  @Override
  public String told() {
    return "take the next connection%s as %s%s%s%s"
        .formatted(
            whereItComes.isEmpty() ? "" : ", if one comes,",
            name,
            at.map(address -> ", which comes at " + address).orElse(""),
            encryption == Encryption.RAW ? "" : ", encryption is " + Spelling.written(encryption),
            orUnsupported.map(lack -> ", or else the driver lacks this: " + lack).orElse(""));
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>();
    if (!whereItComes.isEmpty()) {
      lines.add("  where it comes");
      lines.addAll(Step.told(whereItComes, "    "));
    }
    return lines;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.accept(this);
  }
}
