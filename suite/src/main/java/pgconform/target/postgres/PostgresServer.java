package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Login;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.TlsContexts;
import pgconform.target.process.Guard;
import pgconform.target.process.RecursiveDelete;
import pgconform.target.process.ShutdownHook;

/**
 * A real PostgreSQL server that lives as long as this object. It has a fresh data directory, its
 * own port on the loopback address, a Unix socket, TLS with its own certificate, and the {@link
 * Roles}.
 *
 * <p>It ends with {@link #close()}, or with the process of this tool: a shutdown hook ends it, and
 * if the process is killed, the kernel and an {@link InstanceGuard} end it, or else the next start.
 */
public final class PostgresServer implements StartedServer {
  // The common pool has one thread on two cores, and may be gone while the JVM shuts down.
  static final Executor THREADS = task -> new Thread(task, "pgconform-postgres").start();

  private final Installation installation;
  private final ServerUser user;
  private final InstanceDirectory directory;
  private final Guard guard;
  private final ServerTls tls;
  private final ServerSettings settings;
  private final boolean recovering;
  private final ChildProcesses children;
  private final Postmaster postmaster;
  private final ThrowAwayServers throwAwayServers = new ThrowAwayServers(this);
  private boolean closed;

  private PostgresServer(
      Installation installation,
      ServerUser user,
      InstanceDirectory directory,
      ServerTls tls,
      ServerSettings settings,
      boolean recovering)
      throws IOException {
    this.guard = InstanceGuard.of(directory.path(), user);
    this.installation = installation.preparingIn(directory.path());
    this.user = user;
    this.directory = directory;
    this.tls = tls;
    this.settings = settings;
    this.recovering = recovering;
    this.children = new ChildProcesses(user);
    this.postmaster =
        new Postmaster(
            installation,
            directory,
            new Configuration(directory, tls, settings),
            children,
            recovering);
  }

  /**
   * Starts a server.
   *
   * @param source the source of its programs
   * @param settings the settings of postgresql.conf, in addition to the usual ones
   * @throws TargetUnavailable if the programs are unavailable, or the server does not start
   */
  public static PostgresServer start(Installation.Source source, ServerSettings settings) {
    ShutdownHook.begin();
    ServerUser user = ServerUser.detect();
    InstancesDirectory base = InstancesDirectory.prepare(user);
    Reaper.reap(base);
    Installation installation = source.find();
    return start(
        base,
        installation.version(),
        user,
        directory ->
            new PostgresServer(installation, user, directory, directory.tls(), settings, false));
  }

  /** Starts another server with the same programs, settings and certificate. */
  @Override
  public PostgresServer startAnother(boolean forRecovery, Map<String, String> furtherSettings) {
    ServerSettings further = settings.with(furtherSettings);
    ServerSettings all = forRecovery ? further.with(Map.of("hot_standby", "off")) : further;
    return start(
        InstancesDirectory.prepare(user),
        installation.version(),
        user,
        other -> new PostgresServer(installation, user, other, tls, all, forRecovery));
  }

  /** Creates a server in a directory. */
  @FunctionalInterface
  private interface Making {
    PostgresServer in(InstanceDirectory directory) throws IOException;
  }

  private static PostgresServer start(
      InstancesDirectory base, String version, ServerUser user, Making making) {
    PostgresServer server;
    try {
      server = ShutdownHook.add(() -> making.in(InstanceDirectory.create(base, version, user)));
    } catch (IOException e) {
      throw new TargetUnavailable(
          "no directory for a server can be made in %s (%s)".formatted(base.path(), e), e);
    }
    try {
      server.boot();
      return server;
    } catch (RuntimeException | Error e) {
      try {
        server.close();
      } catch (TargetUnavailable failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  private void boot() {
    CompletableFuture<Void> certificates =
        tls.isThere()
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(() -> tls.generate(user), THREADS);
    DataDirectory data = new DataDirectory(installation, user, children);
    data.make(directory);
    if (recovering) {
      data.makeStandby(directory);
    }
    try {
      certificates.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TargetUnavailable failure ? failure : e;
    }
    postmaster.start();
  }

  /** Returns how to reach the server as superuser: over TCP, with TLS if it supports it. */
  @Override
  public ConnectionSettings settings() {
    HostPort host = new HostPort("127.0.0.1", port());
    return ConnectionSettings.of(host, Roles.SUPERUSER, Roles.DATABASE);
  }

  @Override
  public Optional<Address> unixSocket() {
    return Optional.of(new Address.Unix(directory.sockets().resolve(".s.PGSQL." + port())));
  }

  @Override
  public Map<String, Login> logins() {
    return Roles.logins(installation.major(), tls());
  }

  @Override
  public boolean knowsItsLogins() {
    return true;
  }

  @Override
  public Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return Optional.of(throwAwayServers);
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  /** Returns what a proxy needs to present this server's certificate. */
  public SSLContext certificate() {
    return TlsContexts.showing(tls.certificate(), tls.key());
  }

  /** Returns PostgreSQL's version number: {@code 18.6}. */
  public String version() {
    return installation.version();
  }

  /** Returns the TCP port on 127.0.0.1, which is also the number in the name of the Unix socket. */
  public int port() {
    return postmaster.port();
  }

  @Override
  public boolean tls() {
    return settings.tls();
  }

  /** Returns the certificate of the authority that has signed the server's. */
  public Path caCertificate() {
    return tls.authority();
  }

  /** Returns whether the server is running. */
  public boolean isAlive() {
    return postmaster.isAlive();
  }

  /** Returns the directory of the server, which is removed by {@link #close()}. */
  InstanceDirectory directory() {
    return directory;
  }

  /** Returns the server's first process. */
  ProcessHandle serverProcess() {
    return postmaster.handle();
  }

  @Override
  public void shutDown(ShutdownStep.Mode mode) {
    postmaster.shutDown(mode);
  }

  @Override
  public synchronized void end() {
    if (!closed) {
      postmaster.stop();
    }
  }

  @Override
  public Optional<Runnable> restart() {
    return Optional.of(this::restartIfEnded);
  }

  private synchronized void restartIfEnded() {
    if (!closed && !isAlive()) {
      postmaster.stop();
      startAgain();
    }
  }

  @Override
  public void startAgain() {
    try {
      postmaster.start();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Ends the server and removes everything it had. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    throwAwayServers.close();
    children.close();
    postmaster.stop();
    children.end();
    try {
      RecursiveDelete.delete(directory.path());
    } catch (IOException e) {
      // Once this process has ended, the next start removes the remaining files.
      throw new TargetUnavailable("%s could not be removed".formatted(directory.path()), e);
    } finally {
      guard.close();
      ShutdownHook.remove(this);
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version() + " on port " + port();
  }
}
