package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.scenario.Profile;
import pgconform.scenario.ServerVersion;
import pgconform.session.Login;

/**
 * The server under test, as far as cases need to know it.
 *
 * @param name in reports
 * @param logins by name; {@code default} is always there
 * @param transports offered, the simplest first
 * @param capabilities what scenarios may ask for with {@code needs}
 * @param postgresql the release, if it is PostgreSQL itself
 * @param keySize octets of a secret key under protocol 3.0; 4 if there is none
 * @param limit how long an answer may take; scales with the round trip
 * @param dialect how a query is held
 * @param throwAway starts servers that a case may shut down; empty if there is no way to
 */
public record Subject(
    String name,
    Connector connector,
    Map<String, Login> logins,
    List<Transport> transports,
    Set<String> capabilities,
    Optional<ServerVersion> postgresql,
    Profile profile,
    int keySize,
    Duration limit,
    Dialect dialect,
    Optional<ThrowAwayServer.Factory> throwAway) {
  /** The login that sessions use unless a scenario says otherwise. */
  public static final String DEFAULT = "default";

  /** Capability: a session begins, and answers queries, by the messages it should. */
  public static final String ORDINARY_SESSION = "ordinary session";

  /** Capability: the server sends BackendKeyData. */
  public static final String KEY_DATA = "key data";

  /** Capability: a query can be held for as long as wanted, or for long. */
  public static final String HELD_QUERY = "held query";

  /** Capability: TLS after SSLRequest. */
  public static final String TLS = "tls";

  /** Capability: there is an address where SSLRequest is answered with N. */
  public static final String TLS_REFUSED = "tls refused";

  /** Capability: servers of the same release can be started, and shut down. */
  public static final String THROW_AWAY_SERVER = "throw-away server";

  /** Capability: TLS from the first byte. */
  public static final String DIRECT_TLS = "direct tls";

  /** The login that is always there. */
  Login defaultLogin() {
    return logins.get(DEFAULT);
  }

  /** The same server with another limit for answers. */
  public Subject withLimit(Duration other) {
    return with(connector, other, dialect);
  }

  /** Another server of the same kind. */
  Subject at(ThrowAwayServer server) {
    return with(server.connector(), limit, server.dialect());
  }

  /** The one place that copies; whatever is not named here stays. */
  private Subject with(Connector otherConnector, Duration otherLimit, Dialect otherDialect) {
    return new Subject(
        name,
        otherConnector,
        logins,
        transports,
        capabilities,
        postgresql,
        profile,
        keySize,
        otherLimit,
        otherDialect,
        throwAway);
  }
}
