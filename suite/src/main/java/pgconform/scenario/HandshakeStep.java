package pgconform.scenario;

import java.util.List;
import java.util.Optional;

/**
 * Sends a ClientHello; the result is expected as {@code Encrypted} or {@code TlsFailed}.
 *
 * @param behind the message that is sent before it, in the same write; at most one
 * @param serverName the name in SNI, unless it is the name of the host; {@link #NO_NAME} for no
 *     name
 * @param recordSize the maximum number of its octets in a TLS record, if it is sent in several
 *     records
 * @param framing how all of it is cut into segments
 */
public record HandshakeStep(
    Place place,
    String name,
    List<String> alpn,
    List<Payload> behind,
    Optional<Expression> serverName,
    Optional<Expression> recordSize,
    Optional<Expression> framing)
    implements Step {
  /** Stands for the absence of a name. */
  public static final String NO_NAME = "none";

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "handshake",
          "Begins a TLS handshake. Its result is the event `Encrypted` or `TlsFailed`.",
          f ->
              new HandshakeStep(
                  f.place(),
                  f.required("handshake", "The connection.", Type.NAME),
                  f.list(
                      "alpn",
                      "The ALPN protocol names to offer; none if left out.",
                      Type.some(Type.TEXT)),
                  f.list(
                      "behind",
                      "A message that is sent before the ClientHello, in the same write:"
                          + " `SSLRequest`. The handshake continues when the server has answered it"
                          + " with S.",
                      PayloadReader.MESSAGE),
                  f.optional(
                      "server name",
                      "What is sent as server name (SNI), if not the name of the host, which is"
                          + " sent unless it is an address; `none` for no name.",
                      StepFields.ANY),
                  f.optional(
                      "record size",
                      "The most octets that a TLS record has of the ClientHello, which is one"
                          + " record otherwise.",
                      StepFields.COUNT),
                  StepFields.framing(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties()
        .uses(name)
        .payload(behind)
        .value(serverName)
        .value(recordSize)
        .framing(framing);
  }

  @Override
  public String told() {
    return "begin a TLS handshake on %s%s%s%s%s%s"
        .formatted(
            name,
            alpn.isEmpty() ? "" : ", ALPN " + String.join(", ", alpn),
            serverName.map(n -> ", server name " + n).orElse(""),
            behind.isEmpty() ? "" : ", in one write behind " + Payload.told(behind),
            recordSize.map(n -> ", in TLS records of " + n + " octets").orElse(""),
            StepFields.told(framing));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.handshake(this);
  }
}
