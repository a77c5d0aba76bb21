package pgconform.target.probe;

import java.io.IOException;
import java.util.Optional;
import pgconform.scenario.Capability;
import pgconform.session.Session;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.ProtocolVersion;

/** Finds out which versions of the protocol a server accepts, and what it does with others. */
final class VersionProbe {
  /** A version that is reserved for testing whether servers negotiate. */
  private static final ProtocolVersion NOBODYS = ProtocolVersion.parse("3.9999");

  private VersionProbe() {}

  /** Tries a version that not every server supports, and one that none supports. */
  static void look(SessionStarter starter, FoundCapabilities found) {
    Capability newer = Capability.protocol(ProtocolVersion.V3_2);
    try {
      answer(starter, ProtocolVersion.V3_2)
          .ifPresentOrElse(words -> found.tell(newer, words, false), () -> found.has(newer, "yes"));
    } catch (IOException e) {
      found.lacks(newer, e);
    }
    // The answer contains the newest version that the server supports.
    String nobodys = "protocol " + NOBODYS;
    try {
      found.tell(nobodys, answer(starter, NOBODYS).orElse("accepted"));
    } catch (IOException e) {
      found.tell(nobodys, FoundCapabilities.no(e));
    }
  }

  /** Returns what the server offers instead of a version; empty if it accepts it. */
  private static Optional<String> answer(SessionStarter starter, ProtocolVersion version)
      throws IOException {
    Session session = starter.under(version).start();
    starter.patience().end(session);
    return session
        .negotiated()
        .map(NegotiateProtocolVersion::version)
        .map(offered -> "no: negotiates " + ProtocolVersion.of(offered));
  }
}
