package pgconform.scenario;

import java.util.List;

/**
 * Sends a ClientHello; what comes of it is expected as {@code Encrypted} or {@code TlsFailed}.
 *
 * @param behind the message that leaves in front of it, in the same write; at most one
 */
public record HandshakeStep(Place place, String name, List<String> alpn, List<Payload> behind)
    implements Step {
  static final Form<Step> FORM =
      Form.step(
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
                      "A message that leaves in front of the ClientHello, in the same write:"
                          + " `SSLRequest`. The handshake goes on once that is answered with"
                          + " S.",
                      PayloadReader.MESSAGE)));

  @Override
  public Parts parts() {
    return new Parts().uses(name).payload(behind);
  }

  @Override
  public String told() {
    return "begin a TLS handshake on %s%s%s"
        .formatted(
            name,
            alpn.isEmpty() ? "" : ", ALPN " + String.join(", ", alpn),
            behind.isEmpty() ? "" : ", in one write behind " + Payload.told(behind));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.handshake(this);
  }
}
