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
 * A real server started for the self-test, which is judged directly or through proxies with faults,
 * one after the other.
 */
final class Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * The server has many connections, because a fault that shows by silence only keeps the waiting
   * ones busy.
   */
  private static final String ROOMY = "embedded?max_connections=120";

  /** The time for the end of backends, which notice each other's end only now and then. */
  private static final Duration SWEEP = Duration.ofSeconds(30);

  /** The time after which a server that has not admitted a client will not do so. */
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

  /** Judges the server without a proxy. */
  List<Result> directly(List<Scenario> scenarios, Options options) throws InterruptedException {
    return judge(target, scenarios, options);
  }

  /** The server as seen through a proxy. */
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
      // The sessions that hold queries and observe them are not judged, so they bypass the proxy.
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

    /** Returns the probability that a rare fault would have shown so far, from 0 to 1. */
    double odds() {
      return rules.odds();
    }

    /**
     * Returns whether a run gets as far as judging it; otherwise it reports that the server cannot
     * be tested.
     */
    boolean testable() {
      return testable;
    }

    /** Judges the server through the proxy. */
    List<Result> judge(List<Scenario> scenarios, Options options) throws InterruptedException {
      return Server.this.judge(seen, scenarios, options);
    }

    /** Ends the proxy, and everything that it has left behind in the server. */
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
   * @param fault creates the rules of a proxy, of which there may be several
   * @param limit how long an answer may take
   */
  Broken behind(Supplier<Rules> fault, Duration limit) {
    Rules rules = fault.get();
    Proxy proxy = Proxy.start(target.subject().connector(), certificate, rules);
    try {
      return new Broken(proxy, rules, probed(proxy), fault, limit);
    } catch (RuntimeException e) {
      // The effect of a fault on a probe cannot be foreseen.
      proxy.close();
      throw e;
    }
  }

  /** Returns what a run would find out through a proxy; empty if it cannot even log in. */
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

  /** The server as it is reached through a proxy; it is not stopped when this is closed. */
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

  /** Ends all sessions that a fault has left behind, and resets what scenarios have set. */
  private void sweep() {
    Subject.Server real = target.subject();
    Deadline deadline = Deadline.in(SWEEP);
    try (Poller poller = new Poller()) {
      Link link =
          real.connector()
              .open(poller, Transcript.none(), "sweep", real.transports().get(0), deadline);
      try (Session session = Session.start(link, real.defaultLogin(), deadline)) {
        // This comes first, so that no session still waits for what a setting asks for.
        session.query("alter system reset all", deadline);
        session.query("select pg_reload_conf()", deadline);
        String others =
            "from pg_stat_activity where pid <> pg_backend_pid()"
                + " and backend_type in ('client backend', 'walsender')";
        while (!session.query("select pg_terminate_backend(pid) " + others, deadline).isEmpty()) {
          poller.pause(1_000_000);
        }
        // Its functions take along the event triggers that a scenario failed to drop.
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
