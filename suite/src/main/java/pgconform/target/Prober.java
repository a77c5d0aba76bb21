package pgconform.target;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Dialect;
import pgconform.exchange.SlowQuery;
import pgconform.exchange.Subject;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.scenario.Profile;
import pgconform.scenario.ServerVersion;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.session.Session;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Text;

/** Finds out what a server can do, before anything is judged. */
final class Prober {
  /** A server that is silent for so long at its first connection is taken for unusable. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The least that an answer may take: a machine that is busy with something else is no fault. */
  private static final Duration LEAST_LIMIT = Duration.ofSeconds(10);

  /** So many round trips an answer may take. */
  private static final int ROUND_TRIPS = 200;

  /** Connections that a scenario has open at the same time, at most, unless it runs alone. */
  private static final int CONNECTIONS_PER_JOB = 6;

  /** Reserved so that clients can try out whether servers negotiate. */
  private static final ProtocolVersion NOBODYS = ProtocolVersion.parse("3.9999");

  /** What was found out about the product. */
  private static final String ITSELF = "PostgreSQL itself";

  /** Up to here, waiting for the server's time limit is bearable. */
  private static final int SHORT_TIMEOUT_SECONDS = 10;

  private final String name;
  private final ConnectionSettings settings;
  private final Optional<Profile> wantedProfile;
  private Optional<Address> unixSocket = Optional.empty();
  private Optional<ThrowAwayServer.Factory> throwAway = Optional.empty();
  private final Optional<String> slowQuery;
  private final Map<String, String> found = new LinkedHashMap<>();
  private final Set<String> capabilities = new LinkedHashSet<>();

  /**
   * Probes one target.
   *
   * @param wantedProfile the profile to judge by; empty to choose by what the target proves to be
   * @param slowQuery the query to hold with, where the user gave one
   */
  Prober(
      String name,
      ConnectionSettings settings,
      Optional<Profile> wantedProfile,
      Optional<String> slowQuery) {
    this.name = name;
    this.settings = settings;
    this.wantedProfile = wantedProfile;
    this.slowQuery = slowQuery;
  }

  /** Tells of a Unix socket at which the same server can be reached. */
  Prober alsoAt(Address.Unix socket) {
    unixSocket = Optional.of(socket);
    return this;
  }

  /** Tells how servers of the same release can be had. */
  Prober withThrowAway(ThrowAwayServer.Factory factory) {
    throwAway = Optional.of(factory);
    return this;
  }

  /** A further role of a server that we started. */
  record Role(String name, Optional<Secret> password) {}

  /**
   * Probes the server.
   *
   * @param roles further logins by name
   * @param own whether the server is ours alone
   */
  OpenTarget probe(Map<String, Role> roles, boolean own, Runnable onClose) {
    List<String> failures = new ArrayList<>();
    for (HostPort host : settings.hosts()) {
      ConnectionSettings at = settings.at(host);
      Address address =
          host.isUnixSocket()
              ? new Address.Unix(host.socketFile())
              : new Address.Tcp(host.address(), host.port());
      Connector connector = new Connector(address, TlsContexts.of(at, host));
      try (Poller poller = new Poller()) {
        List<Transport> transports = transports(connector, login(at), poller, failures);
        if (!transports.isEmpty()) {
          Connector complete = elsewhere(connector, login(at), poller, transports);
          return ask(complete, login(at), transports, poller, roles, own, onClose);
        }
      } catch (IOException e) {
        failures.add(e.getMessage());
      }
    }
    throw new TargetUnavailable(
        "%s cannot be tested: %s"
            .formatted(name, String.join("; ", new LinkedHashSet<>(failures))));
  }

  private static Login login(ConnectionSettings settings) {
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

  /** The ways to log in, the one that the user prefers first. */
  private List<Transport> transports(
      Connector connector, Login login, Poller poller, List<String> failures) {
    List<Transport> wanted =
        switch (settings.sslmode()) {
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
    List<Transport> work = new ArrayList<>();
    for (Transport transport : wanted) {
      if (!onUnixSocket(transport) && connector.address() instanceof Address.Unix) {
        continue;
      }
      try (Session session = start(connector, transport, login, poller)) {
        work.add(transport);
        found.put(transport.toString(), "yes");
        capabilities.add(transport.toString());
        session
            .link()
            .tlsSession()
            .ifPresent(tls -> found.put(transport.toString(), tls.getProtocol()));
      } catch (LinkException e) {
        found.put(transport.toString(), "no");
        note(transport, e, failures);
        if (!e.reached()) {
          break;
        }
      } catch (IOException e) {
        found.put(transport.toString(), "no: " + e.getMessage());
        note(transport, e, failures);
        if (transport == Transport.PLAIN && e.getMessage().contains("silent")) {
          break;
        }
      }
    }
    return work;
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
   * or else at the Unix socket.
   *
   * @param transports those that work at its own address; those that work elsewhere are added
   */
  private Connector elsewhere(
      Connector main, Login login, Poller poller, List<Transport> transports) {
    boolean refusing = transports.contains(Transport.PLAIN_AFTER_SSL);
    if (refusing) {
      has(Subject.TLS_REFUSED, "yes");
    }
    Optional<Address> refused = refusing ? Optional.of(main.address()) : Optional.empty();
    if (main.address() instanceof Address.Unix) {
      has(Transport.UNIX_SOCKET.toString(), "yes");
      return new Connector(main.address(), Optional.of(main.address()), refused, main.tls());
    }
    Connector known = new Connector(main.address(), unixSocket, refused, main.tls());
    if (unixSocket.isEmpty() || !works(known, Transport.UNIX_SOCKET, login, poller)) {
      return new Connector(main.address(), Optional.empty(), refused, main.tls());
    }
    transports.add(Transport.UNIX_SOCKET);
    has(Transport.UNIX_SOCKET.toString(), "yes");
    Connector there = new Connector(main.address(), unixSocket, unixSocket, main.tls());
    if (refusing || !works(there, Transport.PLAIN_AFTER_SSL, login, poller)) {
      return known;
    }
    transports.add(Transport.PLAIN_AFTER_SSL);
    has(Transport.PLAIN_AFTER_SSL.toString(), "yes");
    has(Subject.TLS_REFUSED, "on the Unix socket");
    return there;
  }

  private boolean works(Connector connector, Transport transport, Login login, Poller poller) {
    try {
      start(connector, transport, login, poller).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Session start(Connector connector, Transport transport, Login login, Poller poller)
      throws IOException {
    Duration patience = settings.connectTimeout().orElse(PATIENCE);
    Deadline deadline = Deadline.in(patience.compareTo(PATIENCE) < 0 ? patience : PATIENCE);
    Link link = connector.open(poller, new Transcript(), "probe", transport, deadline);
    try {
      return Session.start(link, login, deadline);
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  private OpenTarget ask(
      Connector connector,
      Login login,
      List<Transport> transports,
      Poller poller,
      Map<String, Role> roles,
      boolean own,
      Runnable onClose)
      throws IOException {
    Transport usual = transports.get(0);
    Map<String, Login> logins = new LinkedHashMap<>();
    logins.put(Subject.DEFAULT, login);
    roles.forEach(
        (word, role) -> {
          logins.put(
              word,
              new Login(
                  role.name(), login.database(), role.password(), login.version(), List.of()));
          has(word + " login", role.name());
        });
    if (own) {
      has("exclusive use", "started for this run");
    }
    if (throwAway.isPresent()) {
      has(Subject.THROW_AWAY_SERVER, "the same release, started for each case");
    } else {
      lacks(Subject.THROW_AWAY_SERVER);
    }
    try (Session session = start(connector, usual, login, poller)) {
      KeyDataProbe keys =
          KeyDataProbe.of(version -> start(connector, usual, login.under(version), poller));
      found.put(Subject.KEY_DATA, keys.words());
      if (keys.alwaysUnder(ProtocolVersion.V3_0)) {
        capabilities.add(Subject.KEY_DATA);
      }
      boolean challenged =
          session.startUp().stream()
              .anyMatch(m -> m.type() == 'R' && !(m instanceof AuthenticationOk));
      if (challenged) {
        lacks("login without password");
      } else {
        has("login without password", "yes");
      }
      ordinary(connector, usual, login, poller);
      Duration roundTrip = roundTrip(session);
      Duration limit = limit(roundTrip);
      String version = session.parameters().getOrDefault("server_version", "");
      String product = product(session, limit);
      Optional<ServerVersion> release = postgresql(session, product, version, limit);
      Dialect dialect = dialect(connector, usual, login, session, roundTrip, limit);
      query(session, "pg_sleep", "select pg_sleep(0)", limit);
      query(session, "temporary table", "create temp table pgconform_probe (x int)", limit);
      setting(session, "superuser", "select current_setting('is_superuser')", "on", limit);
      timeout(session, limit);
      protocol(connector, usual, login, poller);
      newest(connector, usual, login, poller);
      int keySize = session.keyData().map(k -> k.secretKey().size()).orElse(4);
      Profile profile =
          wantedProfile.orElse(release.isPresent() ? Profile.POSTGRESQL : Profile.PROTOCOL);
      Subject subject =
          new Subject(
              name,
              connector,
              logins,
              transports,
              Set.copyOf(capabilities),
              release,
              profile,
              Math.max(1, keySize),
              limit.plus(slow(dialect)),
              dialect,
              throwAway);
      return new OpenTarget(
          subject,
          Text.printable(product, 40),
          Text.printable(version, 60),
          found,
          room(session, limit),
          onClose);
    }
  }

  private void has(String capability, String detail) {
    found.put(capability, Text.printable(detail, 80));
    capabilities.add(capability);
  }

  private void lacks(String capability) {
    found.put(capability, "no");
  }

  private void ordinary(Connector connector, Transport usual, Login login, Poller poller)
      throws IOException {
    // In a session of its own: afterwards nobody knows any more which answer belongs to what.
    try (Session session = start(connector, usual, login, poller)) {
      Optional<String> problem = OrdinarySession.problem(session, Deadline.in(PATIENCE));
      if (problem.isEmpty()) {
        has(Subject.ORDINARY_SESSION, "yes");
      } else {
        found.put(Subject.ORDINARY_SESSION, "no: " + problem.get());
      }
    }
  }

  private Duration roundTrip(Session session) throws IOException {
    long[] times = new long[5];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      session.query("select 1", Deadline.in(PATIENCE));
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    Duration median = Duration.ofNanos(times[times.length / 2]);
    found.put("round trip", "%.2f ms".formatted(median.toNanos() / 1e6));
    return median;
  }

  private static Duration limit(Duration roundTrip) {
    return LEAST_LIMIT.plus(roundTrip.multipliedBy(ROUND_TRIPS));
  }

  private static String product(Session session, Duration limit) {
    try {
      String text = session.query("select version()", Deadline.in(limit)).get(0).get(0);
      return text == null ? "" : text.split("[ ,]", 2)[0];
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }

  /**
   * The release, if this is PostgreSQL itself and nothing stands between: it says so, and the
   * process ID of the key is that of the backend.
   */
  private Optional<ServerVersion> postgresql(
      Session session, String product, String version, Duration limit) {
    if (!product.equals("PostgreSQL") || session.keyData().isEmpty()) {
      found.put(
          ITSELF,
          product.equals("PostgreSQL")
              ? "no: version() says so, but there is no key to compare pg_backend_pid() with"
              : "no: version() says " + (product.isEmpty() ? "nothing" : product));
      return Optional.empty();
    }
    try {
      String full = session.query("select version()", Deadline.in(limit)).get(0).get(0);
      String pid = session.query("select pg_backend_pid()", Deadline.in(limit)).get(0).get(0);
      boolean direct = pid.equals(Integer.toString(session.keyData().get().processId()));
      boolean derived = full.matches("(?s).*(-YB-|Redshift|Greenplum|EnterpriseDB).*");
      found.put(
          ITSELF,
          derived
              ? "no: version() tells of something made of it"
              : direct
                  ? "yes: version() says so, and the key bears the process ID of the backend"
                  : "no: the key bears another process ID than the backend has");
      return direct && !derived ? ServerVersion.of(version) : Optional.empty();
    } catch (IOException | IndexOutOfBoundsException | NullPointerException e) {
      found.put(ITSELF, "no: it does not know pg_backend_pid()");
      return Optional.empty();
    }
  }

  private Dialect dialect(
      Connector connector,
      Transport usual,
      Login login,
      Session session,
      Duration roundTrip,
      Duration limit) {
    Dialect locks = new AdvisoryLocks(connector, usual, login, limit);
    SlowQueryProbe probe = new SlowQueryProbe(session, roundTrip, limit);
    Optional<SlowQuery> slow = slowQuery.map(probe::given);
    if (slow.isEmpty() && works((AdvisoryLocks) locks)) {
      has(Subject.HELD_QUERY, "advisory lock");
      return locks;
    }
    slow = slow.or(probe::found);
    if (slow.isEmpty()) {
      lacks(Subject.HELD_QUERY);
      return locks;
    }
    locks.close();
    String seconds = "%.1f s".formatted(slow.get().lasts().toMillis() / 1e3);
    has(Subject.HELD_QUERY, "slow query, %s: %s".formatted(seconds, slow.get().query()));
    return slow.get();
  }

  /** A lock that is held has to be seen, or a query that waits for one could not be. */
  private static boolean works(AdvisoryLocks locks) {
    try (AdvisoryLocks.Lock hold = locks.hold()) {
      return !hold.holders().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** What a held query takes until it ends by itself. */
  private static Duration slow(Dialect dialect) {
    return dialect instanceof SlowQuery slow ? slow.lasts().multipliedBy(2) : Duration.ZERO;
  }

  private void query(Session session, String capability, String sql, Duration limit) {
    try {
      session.query(sql, Deadline.in(limit));
      has(capability, "yes");
    } catch (IOException e) {
      lacks(capability);
    }
  }

  private void setting(
      Session session, String capability, String sql, String wanted, Duration limit) {
    try {
      String value = session.query(sql, Deadline.in(limit)).get(0).get(0);
      if (wanted.equals(value)) {
        has(capability, "yes");
      } else {
        lacks(capability);
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      lacks(capability);
    }
  }

  private void timeout(Session session, Duration limit) {
    String sql = "select setting::int from pg_settings where name = 'authentication_timeout'";
    try {
      int seconds = Integer.parseInt(session.query(sql, Deadline.in(limit)).get(0).get(0));
      found.put("authentication timeout", seconds + " s");
      if (seconds <= SHORT_TIMEOUT_SECONDS) {
        has("short authentication timeout", seconds + " s");
      }
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      lacks("short authentication timeout");
    }
  }

  private void protocol(Connector connector, Transport usual, Login login, Poller poller) {
    try (Session session = start(connector, usual, login.under(ProtocolVersion.V3_2), poller)) {
      if (session.negotiated().isPresent()) {
        found.put(
            "protocol 3.2",
            "no: negotiates " + ProtocolVersion.of(session.negotiated().get().version()));
      } else {
        has("protocol 3.2", "yes");
      }
    } catch (IOException e) {
      found.put("protocol 3.2", "no: " + Text.printable(e.getMessage(), 80));
    }
  }

  /** What becomes of a version that nobody has: the answer names the newest one there is. */
  private void newest(Connector connector, Transport usual, Login login, Poller poller) {
    try (Session session = start(connector, usual, login.under(NOBODYS), poller)) {
      found.put(
          "protocol " + NOBODYS,
          session
              .negotiated()
              .map(v -> "no: negotiates " + ProtocolVersion.of(v.version()))
              .orElse("accepted"));
    } catch (IOException e) {
      found.put("protocol " + NOBODYS, "no: " + Text.printable(e.getMessage(), 80));
    }
  }

  private static int room(Session session, Duration limit) {
    String sql = "select setting::int from pg_settings where name = 'max_connections'";
    try {
      int most = Integer.parseInt(session.query(sql, Deadline.in(limit)).get(0).get(0));
      return Math.max(1, most / CONNECTIONS_PER_JOB);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return 8;
    }
  }
}
