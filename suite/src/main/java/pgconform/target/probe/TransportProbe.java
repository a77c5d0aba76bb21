package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.LinkException;
import pgconform.link.LinkFailure;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.target.libpq.SslMode;
import pgconform.wire.Message;

/** Finds out which transports lead to a session, and where a server refuses TLS. */
final class TransportProbe {
  private final SessionStarter starter;
  private final SslMode sslmode;
  private final FoundCapabilities found;
  private final Duration first;
  private final List<Transport> transports = new ArrayList<>();
  private final Map<Transport, Optional<Message>> asked = new LinkedHashMap<>();
  private final Set<String> unanswered = new HashSet<>();

  /**
   * Creates a probe that has not tried anything yet.
   *
   * @param starter starts sessions at the given address; its transport is not used
   * @param sslmode the mode that the user wants
   * @param first the time that the first session may take: nothing is known of the speed of the
   *     network and the server before
   */
  TransportProbe(SessionStarter starter, SslMode sslmode, FoundCapabilities found, Duration first) {
    this.first = first;
    this.starter = starter;
    this.sslmode = sslmode;
    this.found = found;
  }

  /**
   * Returns how sessions of the default login are authenticated otherwise than the name of a login
   * says, for each transport where that is so.
   */
  Map<Transport, String> askedOtherwise(String name) {
    Map<Transport, String> otherwise = new LinkedHashMap<>();
    asked.forEach(
        (transport, request) ->
            LoginProbe.askedOtherwise(name, request)
                .ifPresent(how -> otherwise.put(transport, how)));
    return otherwise;
  }

  /** Returns the transports that were found to work, the one that the user prefers first. */
  List<Transport> working() {
    return transports;
  }

  /**
   * Tries all transports at the target's own address.
   *
   * @return why some or all do not work
   */
  List<String> tryAll() {
    List<String> failures = new ArrayList<>();
    for (Transport transport : wanted()) {
      if (!onUnixSocket(transport) && starter.connector().address() instanceof Address.Unix) {
        continue;
      }
      Optional<String> silent = requests(transport).filter(unanswered::contains).findFirst();
      if (silent.isPresent()) {
        // Another wait would end as the first one.
        String why = "no: the server did not answer " + silent.get();
        found.tell(Capability.over(transport), why, false);
        continue;
      }
      try {
        // What is lost with one transport is not lost for the others.
        ProbeTimeouts patience = starter.patience().forEach(limit(transport));
        Session session = starter.over(transport).within(patience).start();
        transports.add(transport);
        asked.put(transport, LoginProbe.asked(session));
        String detail = session.link().tlsSession().map(SSLSession::getProtocol).orElse("yes");
        starter.patience().end(session);
        found.has(Capability.over(transport), detail);
        handshake(transport);
      } catch (LinkException e) {
        found.lacks(Capability.over(transport));
        if (transport == Transport.TLS) {
          found.lacks(Capability.TLS_HANDSHAKE);
        }
        note(transport, e, failures);
        if (e.failure() instanceof LinkFailure.Refused refused && refused.answer().isEmpty()) {
          unanswered.add(refused.request().messageName());
        }
        if (!e.reached()) {
          break;
        }
      } catch (IOException e) {
        if (e instanceof StartUpException) {
          handshake(transport);
        }
        found.tell(Capability.over(transport), "no: " + e.getMessage(), false);
        if (transport == Transport.PLAIN && e instanceof StartUpException s && s.silent()) {
          // Each of the other transports would take just as long.
          failures.add("%s of %.1f s".formatted(e.getMessage(), first.toMillis() / 1e3));
          break;
        }
        note(transport, e, failures);
      }
    }
    return failures;
  }

  private Duration limit(Transport transport) {
    return transport == wanted().get(0) ? first : starter.patience().each();
  }

  /** Returns the requests that a client sends over a transport before its StartupMessage. */
  private static Stream<String> requests(Transport transport) {
    return switch (transport) {
      case PLAIN, DIRECT_TLS, UNIX_SOCKET -> Stream.empty();
      case TLS, PLAIN_AFTER_SSL -> Stream.of("SSLRequest");
      case PLAIN_AFTER_GSS -> Stream.of("GSSENCRequest");
      case TLS_AFTER_GSS -> Stream.of("GSSENCRequest", "SSLRequest");
    };
  }

  /** Notes that there was a connection, whatever happened to the start-up on it. */
  private void handshake(Transport transport) {
    if (transport == Transport.TLS) {
      found.has(Capability.TLS_HANDSHAKE, "yes");
    }
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
      // Without TLS, a password would be sent in plaintext.
      case REQUIRE, VERIFY_CA, VERIFY_FULL ->
          List.of(Transport.TLS, Transport.DIRECT_TLS, Transport.TLS_AFTER_GSS);
    };
  }

  /**
   * Keeps the reasons for the two common transports, or that for another one if there are none yet.
   */
  private static void note(Transport transport, IOException e, List<String> failures) {
    if (transport == Transport.PLAIN || transport == Transport.TLS || failures.isEmpty()) {
      failures.add(e.getMessage());
    }
  }

  /** Returns whether a transport works on a Unix socket, where PostgreSQL refuses encryption. */
  private static boolean onUnixSocket(Transport transport) {
    return transport == Transport.PLAIN
        || transport == Transport.PLAIN_AFTER_GSS
        || transport == Transport.PLAIN_AFTER_SSL;
  }

  /**
   * Finds out where else the server can be reached, and where it refuses TLS: at its own address,
   * or else at the Unix socket. The transports that work there are added to those found before.
   *
   * @param unixSocket a Unix socket of the same server, if one is known
   */
  Connector elsewhere(Optional<Address> unixSocket) {
    Connector main = starter.connector();
    boolean refusing = transports.contains(Transport.PLAIN_AFTER_SSL);
    if (refusing) {
      found.has(Capability.TLS_REFUSED, "yes");
    }
    Optional<Address> refused = refusing ? Optional.of(main.address()) : Optional.empty();
    if (main.address() instanceof Address.Unix) {
      found.has(Capability.over(Transport.UNIX_SOCKET), "yes");
      return new Connector(main.address(), Optional.of(main.address()), refused, main.tls());
    }
    Connector known = new Connector(main.address(), unixSocket, refused, main.tls());
    if (unixSocket.isEmpty() || !works(known, Transport.UNIX_SOCKET)) {
      return new Connector(main.address(), Optional.empty(), refused, main.tls());
    }
    found.has(Capability.over(Transport.UNIX_SOCKET), "yes");
    Connector there = new Connector(main.address(), unixSocket, unixSocket, main.tls());
    if (refusing || !works(there, Transport.PLAIN_AFTER_SSL)) {
      return known;
    }
    found.has(Capability.over(Transport.PLAIN_AFTER_SSL), "yes");
    found.has(Capability.TLS_REFUSED, "on the Unix socket");
    return there;
  }

  /** Returns whether a session begins over a transport, which is then one of those that work. */
  private boolean works(Connector connector, Transport transport) {
    try {
      Session session = starter.at(connector).over(transport).start();
      transports.add(transport);
      asked.put(transport, LoginProbe.asked(session));
      starter.patience().end(session);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
