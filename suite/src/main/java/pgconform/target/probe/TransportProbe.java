package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.LinkException;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.target.libpq.SslMode;

/** Which ways of connecting lead to a session, and where a server refuses TLS. */
final class TransportProbe {
  private final SessionStarter entrance;
  private final SslMode sslmode;
  private final FoundCapabilities findings;
  private final List<Transport> transports = new ArrayList<>();

  /**
   * None so far.
   *
   * @param entrance where the target was named; its transport does not count
   * @param sslmode what the user wants
   */
  TransportProbe(SessionStarter entrance, SslMode sslmode, FoundCapabilities findings) {
    this.entrance = entrance;
    this.sslmode = sslmode;
    this.findings = findings;
  }

  /** The transports that were found to work, the one that the user prefers first. */
  List<Transport> transports() {
    return transports;
  }

  /**
   * Tries all ways at the target's own address.
   *
   * @return why there are none, or fewer
   */
  List<String> tryAll() {
    List<String> failures = new ArrayList<>();
    for (Transport transport : wanted()) {
      if (!onUnixSocket(transport) && entrance.connector().address() instanceof Address.Unix) {
        continue;
      }
      try (Session session = entrance.over(transport).start()) {
        transports.add(transport);
        String detail = session.link().tlsSession().map(SSLSession::getProtocol).orElse("yes");
        findings.has(Capability.over(transport), detail);
      } catch (LinkException e) {
        findings.lacks(Capability.over(transport));
        note(transport, e, failures);
        if (!e.reached()) {
          break;
        }
      } catch (IOException e) {
        findings.tell(Capability.over(transport), "no: " + e.getMessage(), false);
        note(transport, e, failures);
        // The other ways would each take as long.
        if (transport == Transport.PLAIN && e instanceof StartUpException s && s.silent()) {
          break;
        }
      }
    }
    return failures;
  }

  private List<Transport> wanted() {
    return switch (sslmode) {
      case DISABLE -> List.of(Transport.PLAIN, Transport.PLAIN_AFTER_SSL);
      case ALLOW, PREFER ->
          List.of(
              Transport.PLAIN,
              Transport.TLS,
              Transport.DIRECT_TLS,
              Transport.PLAIN_AFTER_GSS,
              Transport.TLS_AFTER_GSS,
              Transport.PLAIN_AFTER_SSL);
      // Without TLS, a password would be shown to whoever listens.
      case REQUIRE, VERIFY_CA, VERIFY_FULL ->
          List.of(Transport.TLS, Transport.DIRECT_TLS, Transport.TLS_AFTER_GSS);
    };
  }

  /** Why there is no way in at all is told by the two that everybody expects. */
  private static void note(Transport transport, IOException e, List<String> failures) {
    if (transport == Transport.PLAIN || transport == Transport.TLS || failures.isEmpty()) {
      failures.add(e.getMessage());
    }
  }

  /** On a Unix socket PostgreSQL declines every kind of encryption. */
  private static boolean onUnixSocket(Transport transport) {
    return transport == Transport.PLAIN
        || transport == Transport.PLAIN_AFTER_GSS
        || transport == Transport.PLAIN_AFTER_SSL;
  }

  /**
   * Finds out where else the server can be reached, and where it refuses TLS: at its own address,
   * or else at the Unix socket. The transports that work there are added to those found before.
   *
   * @param unixSocket a Unix socket of the same server, where one is known
   */
  Connector elsewhere(Optional<Address> unixSocket) {
    Connector main = entrance.connector();
    boolean refusing = transports.contains(Transport.PLAIN_AFTER_SSL);
    if (refusing) {
      findings.has(Capability.TLS_REFUSED, "yes");
    }
    Optional<Address> refused = refusing ? Optional.of(main.address()) : Optional.empty();
    if (main.address() instanceof Address.Unix) {
      findings.has(Capability.over(Transport.UNIX_SOCKET), "yes");
      return new Connector(main.address(), Optional.of(main.address()), refused, main.tls());
    }
    Connector known = new Connector(main.address(), unixSocket, refused, main.tls());
    if (unixSocket.isEmpty() || !works(known, Transport.UNIX_SOCKET)) {
      return new Connector(main.address(), Optional.empty(), refused, main.tls());
    }
    transports.add(Transport.UNIX_SOCKET);
    findings.has(Capability.over(Transport.UNIX_SOCKET), "yes");
    Connector there = new Connector(main.address(), unixSocket, unixSocket, main.tls());
    if (refusing || !works(there, Transport.PLAIN_AFTER_SSL)) {
      return known;
    }
    transports.add(Transport.PLAIN_AFTER_SSL);
    findings.has(Capability.over(Transport.PLAIN_AFTER_SSL), "yes");
    findings.has(Capability.TLS_REFUSED, "on the Unix socket");
    return there;
  }

  private boolean works(Connector connector, Transport transport) {
    return entrance.at(connector).over(transport).works();
  }
}
