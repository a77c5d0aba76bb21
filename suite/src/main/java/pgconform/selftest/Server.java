package pgconform.selftest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Subject;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.run.Expectations;
import pgconform.run.Options;
import pgconform.run.Result;
import pgconform.run.RunPlan;
import pgconform.run.Runner;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.EmbeddedTarget;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.probe.ServerUnderTest;

/**
 * A real server of our own, judged directly or through proxies with faults, one after the other.
 */
final class Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A fault that is seen by silence keeps nobody busy but the connections that wait. */
  private static final String ROOMY = "embedded?max_connections=120";

  /** Backends look after each other's end only now and then. */
  private static final Duration SWEEP = Duration.ofSeconds(30);

  /** Whoever has not let a client in by then does not. */
  private static final Duration LOGIN = Duration.ofSeconds(2);

  private final EmbeddedTarget spec;
  private final PostgresServer server;
  private final ProbedTarget target;
  private final SSLContext certificate;
  private final Targets targets;

  /** Starts a server of the newest release. */
  Server(Map<String, String> environment, Path home) {
    targets = new Targets(environment, home, Optional.empty(), Optional.empty());
    spec = (EmbeddedTarget) TargetSpec.parse(ROOMY);
    server = spec.start();
    certificate = server.certificate();
    target = targets.open("embedded:" + server.version(), server);
  }

  /** Judges the server itself. */
  List<Result> directly(List<Scenario> scenarios, Options options) throws InterruptedException {
    return judge(target, scenarios, options);
  }

  /** The server as it is reached through a proxy. */
  final class Broken implements AutoCloseable {
    private final Proxy proxy;
    private final AdvisoryLocks locks;
    private final ProbedTarget seen;
    private final boolean testable;
    private final Rules rules;

    private Broken(
        Proxy proxy,
        Rules rules,
        Optional<ProbedTarget> probed,
        Supplier<Rules> fault,
        Duration limit) {
      this.proxy = proxy;
      this.rules = rules;
      Subject.Server real = target.subject();
      // What holds queries and looks at them is no part of what is judged: it goes around the
      // proxy.
      locks =
          new AdvisoryLocks(
              real.connector(), real.transports().get(0), real.defaultLogin(), PATIENCE);
      testable = probed.isPresent();
      Subject.Server found = probed.map(ProbedTarget::subject).orElse(real);
      Set<Capability> capabilities = new LinkedHashSet<>(found.capabilities());
      capabilities.add(Capability.HELD_QUERY);
      Subject.Server subject =
          new Subject.Server(
              new Subject.Facts(
                  real.name(), real.profile(), capabilities, real.postgresql(), limit),
              probed.isPresent() ? found.connector() : proxy.connector(),
              real.logins(),
              found.transports(),
              real.keySize(),
              locks,
              real.throwAway().map(f -> ProxiedServer.behind(f, certificate, fault)));
      seen =
          new ProbedTarget(
              subject,
              target.product(),
              target.version(),
              probed.orElse(target).capabilities(),
              target.room(),
              target.restart(),
              () -> {});
    }

    /** How likely it was that a rare fault would show so far, from 0 to 1. */
    double odds() {
      return rules.odds();
    }

    /** Whether a run gets as far as judging it; else it says that the server cannot be tested. */
    boolean testable() {
      return testable;
    }

    /** Judges it. */
    List<Result> judge(List<Scenario> scenarios, Options options) throws InterruptedException {
      return Server.this.judge(seen, scenarios, options);
    }

    /** Ends the proxy, and all that it has left behind in the server. */
    @Override
    public void close() {
      locks.close();
      proxy.close();
      sweep();
    }
  }

  /**
   * Breaks a rule until it is closed.
   *
   * @param fault makes the rules of a proxy, of which there may be several
   * @param limit how long an answer may take
   */
  Broken behind(Supplier<Rules> fault, Duration limit) {
    Rules rules = fault.get();
    Proxy proxy = Proxy.start(target.subject().connector(), certificate, rules);
    try {
      return new Broken(proxy, rules, probed(proxy), fault, limit);
    } catch (RuntimeException e) {
      // What a fault does to a probe need not be foreseen.
      proxy.close();
      throw e;
    }
  }

  /** What a run would find out through a proxy; nothing, if it could not even log in. */
  private Optional<ProbedTarget> probed(Proxy proxy) {
    ServerUnderTest proxied =
        new Proxied(
            server.settings().at(proxy.hostPort(), LOGIN),
            proxy.socket().map(Address.class::cast),
            server.logins(),
            server.throwAwayServers(),
            true);
    try (ProbedTarget probed = targets.open(target.subject().name(), proxied)) {
      return Optional.of(probed);
    } catch (TargetUnavailable e) {
      return Optional.empty();
    }
  }

  /** The server as it is reached through a proxy; it goes on when this is closed. */
  private record Proxied(
      ConnectionSettings settings,
      Optional<Address> unixSocket,
      Map<String, Login> logins,
      Optional<ThrowAwayServer.Factory> throwAwayServers,
      boolean exclusive)
      implements ServerUnderTest {
    @Override
    public boolean knowsItsLogins() {
      return true;
    }
  }

  private List<Result> judge(ProbedTarget judged, List<Scenario> scenarios, Options options)
      throws InterruptedException {
    RunPlan plan = RunPlan.of(List.of(spec), scenarios, options);
    return new Runner(targets, options, Expectations.none(false))
        .on(judged, spec)
        .judge(plan.targets().get(0).requirements());
  }

  /** Ends all sessions that a fault has left behind, and takes back what scenarios have set. */
  private void sweep() {
    Subject.Server real = target.subject();
    Deadline deadline = Deadline.in(SWEEP);
    try (Poller poller = new Poller()) {
      Link link =
          real.connector()
              .open(poller, Transcript.none(), "sweep", real.transports().get(0), deadline);
      try (Session session = Session.start(link, real.defaultLogin(), deadline)) {
        // First, so that nobody waits any longer for what a setting asks for.
        session.query("alter system reset all", deadline);
        session.query("select pg_reload_conf()", deadline);
        String others =
            "from pg_stat_activity where pid <> pg_backend_pid()"
                + " and backend_type in ('client backend', 'walsender')";
        while (!session.query("select pg_terminate_backend(pid) " + others, deadline).isEmpty()) {
          poller.pause(1_000_000);
        }
        // With its functions go the event triggers that a scenario did not come to drop.
        session.query("drop schema public cascade", deadline);
        session.query("create schema public", deadline);
        session.query("grant usage on schema public to public", deadline);
        session.query("alter role pgconform_user connection limit -1", deadline);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server cannot be used any more: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    target.close();
  }
}
