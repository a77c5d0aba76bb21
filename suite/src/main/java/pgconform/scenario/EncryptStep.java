package pgconform.scenario;

import java.util.List;

/**
 * Grants TLS on a connection of the client, and begins the handshake.
 *
 * @param direct whether the client has begun with TLS, so that there is nothing to grant
 * @param alpn whether the server selects what the client offers by ALPN
 * @param behind the messages that are sent in plaintext after the grant, in the same write
 */
public record EncryptStep(
    Place place, String name, boolean direct, boolean alpn, List<Payload> behind)
    implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "encrypt",
          "Scenarios about clients: answers SSLRequest with S and the ClientHello that follows."
              + " What comes of it is expected as `Encrypted` or `TlsFailed`.",
          f ->
              new EncryptStep(
                  f.place(),
                  f.required("encrypt", "The connection.", Type.NAME),
                  f.optional(
                      "direct",
                      "Whether the client begins with TLS: then nothing is expected before it, and"
                          + " there is no S.",
                      Type.FLAG,
                      "false"),
                  f.optional(
                      "alpn",
                      "Whether the server selects `postgresql` where the client offers it by ALPN.",
                      Type.FLAG,
                      "true"),
                  f.list(
                      "behind",
                      "Messages that are sent in plaintext behind the S, in the same write.",
                      PayloadReader.MESSAGES)));

  @Override
  public StepProperties parts() {
    return new StepProperties().uses(name).payload(behind);
  }

  @Override
  public String told() {
    return "grant TLS on %s%s%s%s"
        .formatted(
            name,
            direct ? ", with which it begins" : "",
            alpn ? "" : ", select nothing by ALPN",
            behind.isEmpty() ? "" : ", with " + Payload.told(behind) + " behind");
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.encrypt(this);
  }
}
