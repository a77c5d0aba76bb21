package pgconform.testing;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.HoldStrategy;
import pgconform.exchange.Room;
import pgconform.exchange.Subject;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ServerVersion;
import pgconform.session.Login;
import pgconform.wire.ProtocolVersion;

/** A server with what judging it needs, without having been probed. */
public final class Judged implements AutoCloseable {
  /**
   * Long enough for whatever has to happen, on a machine that is busy with something else. Mutation
   * tests set it shorter: there most waits are for what a mutant no longer does.
   */
  public static final Duration PATIENT =
      Duration.ofSeconds(Long.getLong("pgconform.patience.seconds", 20));

  /** For servers that will not do what is waited for. */
  public static final Duration IMPATIENT = Duration.ofMillis(700);

  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private final ScriptedServer server;
  private final Map<String, Login> logins = new LinkedHashMap<>();
  private Profile profile = Profile.PROTOCOL;
  private Optional<ServerVersion> release = Optional.empty();
  private List<Transport> transports =
      List.of(Transport.PLAIN, Transport.TLS, Transport.DIRECT_TLS);
  private Duration limit = PATIENT;
  private Set<Capability> more = Set.of();
  private boolean refusesTls;
  private HoldStrategy strategy;
  private Optional<ThrowAwayServer.Factory> throwAway = Optional.empty();
  private Room room = Room.PLENTY;

  private Judged(ScriptedServer server) {
    this.server = server;
    logins.put(Capability.DEFAULT_LOGIN, LOGIN);
  }

  /** A server that keeps all rules. */
  public static Judged good() {
    return new Judged(PostgresLike.start());
  }

  /** A server that breaks one. */
  public static Judged with(Fault fault) {
    return new Judged(PostgresLike.start(fault));
  }

  /** A server with these rules. */
  public static Judged with(Rules rules) {
    return new Judged(PostgresLike.start(rules));
  }

  /** A server with this script. */
  public static Judged with(Script script) {
    return new Judged(ScriptedServer.start(script));
  }

  /** Judged by this profile. */
  public Judged as(Profile other) {
    profile = other;
    return this;
  }

  /** Taken for this release of PostgreSQL. */
  public Judged release(String version) {
    release = ServerVersion.of(version);
    return this;
  }

  /** Reached in these ways only. */
  public Judged over(Transport... these) {
    transports = List.of(these);
    return this;
  }

  /** Given so much time for each answer. */
  public Judged within(Duration time) {
    limit = time;
    return this;
  }

  /** With room for so many sessions. */
  public Judged room(Room other) {
    room = other;
    return this;
  }

  /** With servers that a case may shut down. */
  public Judged throwing(ThrowAwayServer.Factory factory) {
    throwAway = Optional.of(factory);
    return this;
  }

  /** With queries held in another way than by advisory locks. */
  public Judged holding(HoldStrategy other) {
    strategy = other;
    return this;
  }

  /** Advisory locks that another server has. */
  public static HoldStrategy locks(ScriptedServer server) {
    return locks(server, Transport.PLAIN);
  }

  private static HoldStrategy locks(ScriptedServer server, Transport transport) {
    return new AdvisoryLocks(server.connector(), transport, LOGIN, PATIENT);
  }

  /** With a further login. */
  public Judged login(String name, Login login) {
    logins.put(name, login);
    return this;
  }

  /** With these capabilities besides the usual ones. */
  public Judged having(Capability... these) {
    more = Set.of(these);
    return this;
  }

  /** Known to answer SSLRequest with N. */
  public Judged refusingTls() {
    refusesTls = true;
    return this;
  }

  /** The server. */
  public ScriptedServer server() {
    return server;
  }

  private Set<Capability> capabilities() {
    Set<Capability> all = new HashSet<>(more);
    all.addAll(
        List.of(
            Capability.ORDINARY_SESSION,
            Capability.SELECT_WITHOUT_FROM,
            Capability.KEY_DATA,
            Capability.HELD_QUERY,
            Capability.TLS,
            Capability.TLS_HANDSHAKE,
            Capability.DIRECT_TLS,
            Capability.TLS_REFUSED));
    return all;
  }

  /** The server as cases see it. */
  public Subject.Server subject() {
    if (strategy == null) {
      strategy = locks(server, transports.get(0));
    }
    Connector known = server.connector();
    Optional<Address> refused = refusesTls ? Optional.of(known.address()) : Optional.empty();
    return new Subject.Server(
        new Subject.Facts("scripted", profile, capabilities(), release, limit),
        new Connector(known.address(), Optional.empty(), refused, known.tls()),
        logins,
        transports,
        4,
        strategy,
        throwAway,
        room,
        Map.of());
  }

  /** Runs one case. */
  public CaseResult run(Scenario scenario, Case values) {
    return new Exchange(scenario, subject()).run(values);
  }

  /** Runs the case of a scenario that has no variables. */
  public CaseResult run(Scenario scenario) {
    return run(scenario, new Case(Map.of()));
  }

  @Override
  public void close() {
    if (strategy != null) {
      strategy.close();
    }
    server.close();
  }
}
