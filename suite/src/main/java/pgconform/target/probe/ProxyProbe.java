package pgconform.target.probe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.Backend;
import pgconform.exchange.Room;
import pgconform.exchange.Subject;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.wire.ProtocolVersion;

/** Finds out what a proxy in front of pgconform's backend offers to clients. */
public final class ProxyProbe {
  /** The number of octets of a key under protocol 3.0. */
  private static final int KEY_SIZE = 4;

  private final String name;
  private final ServerUnderTest server;
  private final Backend backend;
  private final boolean knowsPassword;
  private final FoundCapabilities found = new FoundCapabilities();

  /**
   * Creates a probe of one proxy.
   *
   * @param name the name in reports
   * @param knowsPassword whether the proxy was given the password of the server
   */
  public ProxyProbe(String name, ServerUnderTest server, Backend backend, boolean knowsPassword) {
    this.knowsPassword = knowsPassword;
    this.name = name;
    this.server = server;
    this.backend = backend;
  }

  /**
   * The result of a probe.
   *
   * @param capabilities the capabilities by name, with what was found, including those that it
   *     lacks
   */
  public record Result(Subject.Proxy subject, Map<String, String> capabilities) {}

  /**
   * Probes the proxy.
   *
   * @throws TargetUnavailable with one sentence, if no session can be started
   */
  public Result probe() {
    ConnectionSettings settings = server.settings();
    HostPort host = settings.hosts().get(0);
    try (Poller poller = new Poller()) {
      SessionStarter starter =
          new SessionStarter(
              Prober.connector(settings, host),
              Transport.PLAIN,
              Prober.login(settings),
              poller,
              new ProbeTimeouts(Prober.patience(settings)));
      TransportProbe transports =
          new TransportProbe(starter, settings.sslmode(), found, Prober.first(settings));
      List<String> failures = transports.tryAll();
      if (transports.working().isEmpty()) {
        throw unavailable(String.join("; ", failures));
      }
      SessionStarter usual =
          starter.over(transports.working().get(0)).at(transports.elsewhere(server.unixSocket()));
      Subject.Proxy subject = subject(usual, transports);
      Optional<String> unfinished =
          usual.patience().unfinished().or(() -> usual.patience().silent());
      if (unfinished.isPresent()) {
        throw unavailable(unfinished.get());
      }
      return new Result(subject, found.details());
    } catch (IOException e) {
      throw unavailable(e.getMessage());
    }
  }

  private TargetUnavailable unavailable(String why) {
    return new TargetUnavailable("%s cannot be tested: %s".formatted(name, why));
  }

  private Subject.Proxy subject(SessionStarter usual, TransportProbe transports)
      throws IOException {
    ordinary(usual);
    KeyDataProbe keys = KeyDataProbe.of(usual, Room.PLENTY, Optional.empty());
    found.tell(Capability.KEY_DATA, keys.words(), keys.alwaysUnder(ProtocolVersion.V3_0));
    VersionProbe.look(usual, found);
    boolean many = ConnectionLimitProbe.opened(usual) == ConnectionLimitProbe.PLENTY;
    found.tell(Capability.MANY_SESSIONS, many ? "yes" : "no", many);
    found.tell(Capability.SERVER_PASSWORD, knowsPassword ? "yes" : "no", knowsPassword);
    found.has(Capability.HELD_QUERY, "at the backend");
    found.has(Capability.SELECT_WITHOUT_FROM, "at the backend");
    found.has(Capability.EXCLUSIVE_USE, "started for this run");
    Map<String, Login> logins = new LinkedHashMap<>(server.logins());
    logins.put(Capability.DEFAULT_LOGIN, usual.login());
    Subject.Server front =
        new Subject.Server(
            new Subject.Facts(
                name,
                server.profile().orElse(Profile.POOLER),
                found.capabilities(),
                Optional.empty(),
                Prober.LEAST_LIMIT),
            usual.connector(),
            logins,
            transports.working(),
            KEY_SIZE,
            backend.holdStrategy(),
            Optional.empty());
    return new Subject.Proxy(front, backend);
  }

  private void ordinary(SessionStarter usual) throws IOException {
    Session session = usual.start();
    try {
      Optional<String> problem = OrdinarySessionProbe.problem(session, usual.patience().next());
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
      found.has(Capability.ORDINARY_SESSION, "yes");
      boolean encrypted = backend.isReachedOverTls();
      found.tell(Capability.TLS_TO_THE_SERVER, encrypted ? "yes" : "no", encrypted);
    } finally {
      usual.patience().end(session);
    }
  }
}
