package pgconform.selftest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Subject;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.run.Options;
import pgconform.run.Progress;
import pgconform.run.Result;
import pgconform.run.Runner;
import pgconform.run.TargetInfo;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.EmbeddedPostgres;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;

/**
 * A real server of our own, judged directly or through proxies with faults, one after the other.
 */
final class Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Backends look after each other's end only now and then. */
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private static final Progress SILENT =
      new Progress() {
        @Override
        public void target(TargetInfo target, int requirements) {}

        @Override
        public void result(Result result) {}

        @Override
        public void targetDone(TargetInfo target) {}
      };

  private final TargetSpec spec;
  private final OpenTarget target;
  private final SSLContext certificate;
  private final Runner runner;

  /** Starts a server of the newest release. */
  Server(Options options, Map<String, String> environment, java.nio.file.Path home) {
    TargetSpec.Embedded embedded = (TargetSpec.Embedded) TargetSpec.parse("embedded");
    Targets targets = new Targets(environment, home, Optional.empty(), Optional.empty());
    EmbeddedPostgres server = EmbeddedPostgres.start(embedded);
    spec = embedded;
    certificate = server.certificate();
    target = targets.open(server);
    runner = new Runner("", targets, options, SILENT);
  }

  /** Judges the server itself. */
  List<Result> directly(List<Scenario> scenarios) throws InterruptedException {
    return runner.judge(target, spec, scenarios);
  }

  /**
   * Judges the server through a proxy.
   *
   * @param limit how long an answer may take
   */
  List<Result> through(Consumer<Rules> fault, List<Scenario> scenarios, Duration limit)
      throws InterruptedException {
    Subject real = target.subject();
    Login login = real.logins().get(Subject.DEFAULT);
    // What holds queries and looks at them is no part of what is judged: it goes around the proxy.
    try (Proxy proxy = Proxy.start(real.connector(), certificate, fault);
        AdvisoryLocks locks =
            new AdvisoryLocks(real.connector(), real.transports().get(0), login, PATIENCE)) {
      Subject subject =
          new Subject(
              real.name(),
              proxy.connector(),
              real.logins(),
              real.transports(),
              real.capabilities(),
              real.postgresql(),
              real.profile(),
              real.keySize(),
              limit,
              locks,
              real.throwAway().map(f -> ProxiedServer.behind(f, certificate, fault)));
      OpenTarget broken =
          new OpenTarget(
              subject,
              target.product(),
              target.version(),
              target.capabilities(),
              target.room(),
              () -> {});
      return runner.judge(broken, spec, scenarios);
    } finally {
      sweep();
    }
  }

  /** Ends all sessions that a fault has left behind, and takes back what scenarios have set. */
  private void sweep() {
    Subject real = target.subject();
    Deadline deadline = Deadline.in(SWEEP);
    try (Poller poller = new Poller()) {
      Link link =
          real.connector()
              .open(poller, Transcript.none(), "sweep", real.transports().get(0), deadline);
      try (Session session = Session.start(link, real.logins().get(Subject.DEFAULT), deadline)) {
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
