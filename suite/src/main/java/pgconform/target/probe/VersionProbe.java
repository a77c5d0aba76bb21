package pgconform.target.probe;

import java.io.IOException;
import java.util.Optional;
import pgconform.scenario.Capability;
import pgconform.session.Session;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.ProtocolVersion;

/** Which versions of the protocol a server takes, and what it does with the others. */
final class VersionProbe {
  /** Reserved so that clients can try out whether servers negotiate. */
  private static final ProtocolVersion NOBODYS = ProtocolVersion.parse("3.9999");

  private VersionProbe() {}

  /** Tries a version that not everybody has, and one that nobody has. */
  static void look(SessionStarter entrance, FoundCapabilities findings) {
    Capability newer = Capability.protocol(ProtocolVersion.V3_2);
    try {
      answer(entrance, ProtocolVersion.V3_2)
          .ifPresentOrElse(
              words -> findings.tell(newer, words, false), () -> findings.has(newer, "yes"));
    } catch (IOException e) {
      findings.lacks(newer, e);
    }
    // The answer names the newest one there is.
    String nobodys = "protocol " + NOBODYS;
    try {
      findings.tell(nobodys, answer(entrance, NOBODYS).orElse("accepted"));
    } catch (IOException e) {
      findings.tell(nobodys, FoundCapabilities.no(e));
    }
  }

  /** What the server offers instead of a version; empty if it takes it. */
  private static Optional<String> answer(SessionStarter entrance, ProtocolVersion version)
      throws IOException {
    try (Session session = entrance.under(version).start()) {
      return session
          .negotiated()
          .map(NegotiateProtocolVersion::version)
          .map(offered -> "no: negotiates " + ProtocolVersion.of(offered));
    }
  }
}
