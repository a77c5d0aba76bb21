package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.HoldStrategy;
import pgconform.exchange.Room;
import pgconform.exchange.Subject;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.TlsContexts;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Text;

/** Finds out what a server can do, before anything is judged. */
public final class Prober {
  /**
   * The time after which a server that is silent on its first connection is considered unusable.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The time that the first session may take on a slow network or a busy machine. */
  private static final Duration FIRST = Duration.ofSeconds(30);

  /** The minimum time limit for an answer, because a busy machine is not a fault of the server. */
  static final Duration LEAST_LIMIT = Duration.ofSeconds(10);

  /** The largest number of sessions that the probe needs at the same time, and one more. */
  private static final int FEW = 4;

  /** The largest number of characters that describe a login. */
  private static final int LONGEST_LOGIN = 160;

  /** The additional time for an answer, in round trips. */
  private static final int ROUND_TRIPS = 200;

  private final String name;
  private final ServerUnderTest server;
  private final Optional<Profile> wantedProfile;
  private final Optional<String> slowQuery;
  private final FoundCapabilities found = new FoundCapabilities();
  private Runnable undo = () -> {};

  /**
   * Creates a prober of one target.
   *
   * @param name the name of the target in reports
   * @param wantedProfile the profile to judge by; empty to choose it by what the target turns out
   *     to be
   * @param slowQuery the query to hold, if the user gave one
   */
  public Prober(
      String name,
      ServerUnderTest server,
      Optional<Profile> wantedProfile,
      Optional<String> slowQuery) {
    this.name = name;
    this.server = server;
    this.wantedProfile = wantedProfile.or(server::profile);
    this.slowQuery = slowQuery.or(server::slowQuery);
  }

  /**
   * The result of a probe.
   *
   * @param product the product that the server claims to be
   * @param version its version in its own words
   * @param capabilities the capabilities by name, with what was found, including those that it
   *     lacks
   * @param room the number of scenarios that it can handle at the same time
   * @param undo undoes what was changed on the server for the run
   */
  public record Result(
      Subject.Server subject,
      String product,
      String version,
      Map<String, String> capabilities,
      int room,
      Runnable undo) {}

  /**
   * Probes the server.
   *
   * @throws TargetUnavailable with one sentence, if no session can be started
   */
  public Result probe() {
    try {
      return attempt();
    } catch (RuntimeException | Error e) {
      undo.run();
      throw e;
    }
  }

  private Result attempt() {
    ConnectionSettings settings = server.settings();
    List<String> failures = new ArrayList<>();
    for (HostPort host : settings.hosts()) {
      ConnectionSettings at = settings.at(host);
      try (Poller poller = new Poller()) {
        SessionStarter starter =
            new SessionStarter(
                connector(at, host),
                Transport.PLAIN,
                login(at),
                poller,
                new ProbeTimeouts(patience(at)));
        TransportProbe transports = new TransportProbe(starter, at.sslmode(), found, first(at));
        failures.addAll(transports.tryAll());
        if (!transports.working().isEmpty()) {
          servers();
          Result result = ask(starter.over(transports.working().get(0)), transports);
          finished(starter.patience(), result);
          return result;
        }
      } catch (IOException e) {
        failures.add(e.getMessage());
      }
    }
    throw new TargetUnavailable(
        "%s cannot be tested: %s"
            .formatted(name, String.join("; ", new LinkedHashSet<>(failures))));
  }

  /** What was not asked is not what the server lacks: nothing is judged by that. */
  private void finished(ProbeTimeouts patience, Result result) {
    // A server that answers no queries is judged by what comes before them.
    boolean answers = found.capabilities().contains(Capability.ORDINARY_SESSION);
    Optional<String> unfinished =
        patience.unfinished().or(() -> answers ? patience.silent() : Optional.empty());
    if (unfinished.isPresent()) {
      result.subject().holdStrategy().close();
      throw new TargetUnavailable("%s cannot be tested: %s".formatted(name, unfinished.get()));
    }
  }

  static Connector connector(ConnectionSettings settings, HostPort host) {
    Address address =
        host.isUnixSocket()
            ? new Address.Unix(host.socketFile())
            : new Address.Tcp(host.address(), host.port());
    return new Connector(address, TlsContexts.of(settings, host));
  }

  static Duration patience(ConnectionSettings settings) {
    return atMost(PATIENCE, settings);
  }

  /** Returns how long the first session may take. */
  static Duration first(ConnectionSettings settings) {
    return atMost(FIRST, settings);
  }

  /** Returns a time limit, or the one that the user has set if that is shorter. */
  private static Duration atMost(Duration limit, ConnectionSettings settings) {
    return settings.connectTimeout().filter(set -> set.compareTo(limit) < 0).orElse(limit);
  }

  static Login login(ConnectionSettings settings) {
    List<Parameter> parameters = new ArrayList<>();
    settings.options().ifPresent(v -> parameters.add(new Parameter("options", v)));
    settings.applicationName().ifPresent(v -> parameters.add(new Parameter("application_name", v)));
    settings.runtimeParameters().forEach((n, v) -> parameters.add(new Parameter(n, v)));
    return new Login(
        settings.user(),
        settings.database(),
        settings.passwordFor(settings.hosts().get(0)),
        ProtocolVersion.V3_0,
        parameters);
  }

  private Map<String, Login> logins(
      SessionStarter usual, List<Transport> transports, boolean answers, LoginTransports over) {
    Map<String, Login> logins = new LinkedHashMap<>();
    logins.put(Capability.DEFAULT_LOGIN, usual.login());
    server
        .logins()
        .forEach(
            (word, login) -> {
              Capability capability = Capability.login(word);
              if (server.knowsItsLogins()) {
                logins.put(word, login);
                found.has(capability, login.user());
                return;
              }
              LoginProbe probe = new LoginProbe(usual.as(login), transports, answers);
              Optional<String> wrong = probe.wrong(word);
              if (wrong.isEmpty()) {
                logins.put(word, login);
                String elsewhere = over.note(capability, probe.wrongElsewhere(word));
                tellLogin(capability, login.user() + elsewhere, true);
              } else {
                tellLogin(capability, "no: %s: %s".formatted(login.user(), wrong.get()), false);
              }
            });
    return logins;
  }

  private void tellLogin(Capability login, String detail, boolean there) {
    found.tell(login, Text.printable(detail, LONGEST_LOGIN), there);
  }

  /** Notes over which transports the default login is let in without a password, if it is. */
  private void withoutPassword(TransportProbe transports, LoginTransports over) {
    if (found.capabilities().contains(Capability.LOGIN_WITHOUT_PASSWORD)) {
      String elsewhere =
          over.note(Capability.LOGIN_WITHOUT_PASSWORD, transports.askedOtherwise("user"));
      tellLogin(Capability.LOGIN_WITHOUT_PASSWORD, "yes" + elsewhere, true);
    }
  }

  private void servers() {
    if (server.exclusive()) {
      found.has(Capability.EXCLUSIVE_USE, server.whyExclusive());
    }
    if (server.throwAwayServers().isPresent()) {
      found.has(Capability.THROW_AWAY_SERVER, "the same release, started for each case");
    } else {
      found.lacks(Capability.THROW_AWAY_SERVER);
    }
  }

  private Result ask(SessionStarter working, TransportProbe transports) throws IOException {
    Session first = ordinary(working);
    boolean answers = found.capabilities().contains(Capability.ORDINARY_SESSION);
    Optional<Address> socket =
        server
            .unixSocket()
            .or(() -> answers ? LocalSocketProbe.of(working, PATIENCE) : Optional.empty());
    SessionStarter plain = working.at(transports.elsewhere(socket));
    LoginTransports over = new LoginTransports(plain.connector(), transports.working());
    withoutPassword(transports, over);
    Map<String, Login> logins = logins(plain, transports.working(), answers, over);
    SqlProbe beginning = new SqlProbe(plain, PATIENCE);
    List<String> settings;
    try (beginning) {
      settings = SessionSettingsProbe.statements(beginning, found);
    }
    SessionStarter usual = plain.setting(settings);
    logins.put(Capability.DEFAULT_LOGIN, usual.login());
    Room few = answers ? RoomProbe.look(usual, FEW).room() : Room.PLENTY;
    keyData(usual, few, first);
    Optional<Duration> measured = roundTrip(usual);
    Duration roundTrip = measured.orElse(Duration.ZERO);
    Duration limit = LEAST_LIMIT.plus(roundTrip.multipliedBy(ROUND_TRIPS));
    try (SqlProbe questions = new SqlProbe(usual, limit)) {
      String version = first.parameters().getOrDefault("server_version", "");
      BackendProbe backends = BackendProbe.of(usual, limit, few, found);
      Product product = Product.of(questions, version, backends.front(), found);
      ConnectionLimitProbe.Found limits =
          new ConnectionLimitProbe(usual, questions).look(product.behind(), few, found);
      Room room = limits.room();
      AdvisoryLocks locks =
          new AdvisoryLocks(
              usual.connector(), usual.transport(), usual.login(), limit, room.idleIsFree());
      // The next steps need their own sessions, and this one takes up the room of one.
      questions.leave();
      HoldStrategy strategy =
          measured.isPresent()
              ? new HeldQueryProbe(
                      usual,
                      slowQuery,
                      new SlowQueryProbe(questions, roundTrip),
                      locks,
                      backends.oneServer(),
                      room)
                  .strategy(found)
              : locks;
      SqlCapabilityProbe.look(usual, questions, limit, room, found);
      boolean postgresql = product.release().isPresent();
      SuperuserProbe rights = SuperuserProbe.of(questions, postgresql);
      found.tell(Capability.SUPERUSER, rights.isSuperuser());
      AuthenticationTimeoutProbe timeout = new AuthenticationTimeoutProbe(server, questions, found);
      timeout.look(product.behind());
      Optional<String> own =
          LoginProbe.asked(first)
              .map(LoginProbe::word)
              .orElse(postgresql && rights.isOrdinary() ? Optional.of("user") : Optional.empty());
      own.ifPresent(word -> ownLogin(word, transports, over, logins));
      if (postgresql) {
        undo = timeout.shorten(usual);
      }
      VersionProbe.look(forStartUps(usual), found);
      int keySize = first.keyData().map(k -> k.secretKey().size()).orElse(4);
      Profile profile = wantedProfile.orElse(profile(product));
      Subject.Server subject =
          new Subject.Server(
              new Subject.Facts(
                  name,
                  profile,
                  found.capabilities(),
                  product.release(),
                  limit.plus(HeldQueryProbe.slow(strategy))),
              usual.connector(),
              logins,
              transports.working(),
              Math.max(1, keySize),
              strategy,
              server.throwAwayServers(),
              room,
              over.suitable());
      return new Result(
          subject,
          Text.printable(product.name(), 40),
          Text.printable(product.version(), 60),
          found.details(),
          limits.scenarios(),
          undo);
    }
  }

  private static Profile profile(Product product) {
    if (product.behind()) {
      return Profile.POOLER;
    }
    return product.release().isPresent() ? Profile.POSTGRESQL : Profile.PROTOCOL;
  }

  /**
   * Adds the default login as one of the logins that can be declared; a declared one takes
   * precedence.
   */
  private void ownLogin(
      String word, TransportProbe transports, LoginTransports over, Map<String, Login> logins) {
    if (!logins.containsKey(word)) {
      logins.put(word, logins.get(Capability.DEFAULT_LOGIN));
      Capability login = Capability.login(word);
      String elsewhere = over.note(login, transports.askedOtherwise(word));
      tellLogin(login, "the default login" + elsewhere, true);
    }
  }

  private void keyData(SessionStarter usual, Room room, Session first) {
    KeyDataProbe keys = KeyDataProbe.of(forStartUps(usual), room, Optional.of(first));
    found.tell(Capability.KEY_DATA, keys.words(), keys.alwaysUnder(ProtocolVersion.V3_0));
  }

  /** A server may answer start-ups although it has left queries unanswered, and the reverse. */
  private static SessionStarter forStartUps(SessionStarter starter) {
    ProbeTimeouts patience = starter.patience();
    return starter.within(patience.forEach(patience.each()));
  }

  /** Returns the session that was examined, which has ended. */
  private Session ordinary(SessionStarter usual) throws IOException {
    // Nothing else is asked in it, because answers and queries may be out of step afterwards.
    long started = System.nanoTime();
    Session session = usual.start();
    try {
      found.tell(Capability.LOGIN_WITHOUT_PASSWORD, LoginProbe.asked(session).isEmpty());
      long begun = System.nanoTime();
      Optional<String> problem = OrdinarySessionProbe.problem(session, usual.patience().next());
      if (problem.isPresent()) {
        usual.patience().lost(Duration.ofNanos(System.nanoTime() - begun));
      }
      usual.patience().measured(Duration.ofNanos(System.nanoTime() - started));
      String words = problem.map(p -> "no: " + p).orElse("yes");
      found.tell(Capability.ORDINARY_SESSION, words, problem.isEmpty());
      return session;
    } finally {
      usual.patience().end(session);
    }
  }

  /**
   * Measures answers of any kind, because a server need not support the query. Empty if there are
   * none.
   */
  private Optional<Duration> roundTrip(SessionStarter usual) {
    long[] times = new long[5];
    try (SqlProbe questions = new SqlProbe(usual, PATIENCE)) {
      questions.processId();
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        questions.answer("select 1");
        times[i] = System.nanoTime() - start;
      }
    } catch (IOException e) {
      found.tell("round trip", FoundCapabilities.no(e));
      found.lacks(Capability.HELD_QUERY);
      return Optional.empty();
    }
    Arrays.sort(times);
    Duration median = Duration.ofNanos(times[times.length / 2]);
    found.tell("round trip", "%.2f ms".formatted(median.toNanos() / 1e6));
    return Optional.of(median);
  }
}
