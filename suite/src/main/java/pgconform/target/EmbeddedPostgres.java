package pgconform.target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import pgconform.scenario.ShutdownStep;

/**
 * A real PostgreSQL server of a chosen release that lives as long as this object: its binaries come
 * from Maven Central, it has a fresh data directory, a port of its own on the loopback address, a
 * Unix socket, TLS with a certificate of its own, and the {@link Roles}.
 *
 * <p>It ends with {@link #close()}, with the process of this tool - by a shutdown hook, or where
 * the process is killed by the kernel, if it can - and at the latest with the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  // Not the common pool: it has one thread on two cores, and may be gone while the JVM ends.
  static final Executor THREADS = task -> new Thread(task, "pgconform-postgres").start();

  private static final int SHOWN_LOG_BYTES = 16 * 1024 * 1024;
  private static final int KEPT_LOG_BYTES = 256 * 1024;

  private final PostgresRelease release;
  private final Binaries binaries;
  private final ServerUser user;
  private final InstanceDirectory directory;
  private final ServerTls tls;
  private final ServerSettings settings;
  private final boolean recovering;
  private final Children children;
  private final Postmaster postmaster;
  private volatile String lastLog = "";
  private boolean closed;

  private EmbeddedPostgres(
      Binaries binaries,
      ServerUser user,
      InstanceDirectory directory,
      ServerTls tls,
      Map<String, String> extraSettings,
      boolean recovering) {
    this.release = binaries.release();
    this.binaries = binaries;
    this.user = user;
    this.directory = directory;
    this.tls = tls;
    this.settings = new ServerSettings(directory, tls, extraSettings);
    this.recovering = recovering;
    this.children = new Children(user);
    this.postmaster = new Postmaster(binaries, directory, settings, children, recovering);
  }

  /** Starts a server with the settings that its words name. */
  public static EmbeddedPostgres start(TargetSpec.Embedded spec) {
    return start(spec, spec.settings());
  }

  /** Starts a server with settings of postgresql.conf on top of the usual ones. */
  public static EmbeddedPostgres start(
      TargetSpec.Embedded spec, Map<String, String> extraSettings) {
    return start(spec, extraSettings, step -> {});
  }

  /**
   * Starts a server.
   *
   * @param spec which release
   * @param extraSettings settings of postgresql.conf on top of the usual ones: {@code ssl=off}, say
   * @param progress is told what takes long: fetching and unpacking a release the first time
   * @throws BadTarget if one of the settings is not for others to set
   * @throws TargetUnavailable if there is none to be had, or it does not start
   */
  public static EmbeddedPostgres start(
      TargetSpec.Embedded spec, Map<String, String> extraSettings, Consumer<String> progress) {
    ServerUser user = ServerUser.detect();
    BinaryCache cache =
        BinaryCache.of(user, System.getenv(), Path.of(System.getProperty("user.home")));
    return start(spec.release(), extraSettings, user, cache, progress);
  }

  static EmbeddedPostgres start(
      PostgresRelease release,
      Map<String, String> extraSettings,
      ServerUser user,
      BinaryCache cache,
      Consumer<String> progress) {
    ServerSettings.check(extraSettings);
    Running.begin();
    InstanceBase base = InstanceBase.prepare(user);
    Reaper.reap(base);
    Binaries binaries = cache.binaries(release, user, progress);
    return start(
        base,
        release,
        user,
        directory ->
            new EmbeddedPostgres(binaries, user, directory, directory.tls(), extraSettings, false));
  }

  /**
   * Starts another server with the same binaries, settings and certificate.
   *
   * @param forRecovery whether it is to recover for as long as it lives, and take no session
   * @param extraSettings settings of postgresql.conf on top of those of this one
   */
  EmbeddedPostgres startAnother(boolean forRecovery, Map<String, String> extraSettings) {
    ServerSettings.check(extraSettings);
    Map<String, String> further = new LinkedHashMap<>(settings.extra());
    further.putAll(extraSettings);
    if (forRecovery) {
      further.put("hot_standby", "off");
    }
    return start(
        InstanceBase.prepare(user),
        release,
        user,
        other -> new EmbeddedPostgres(binaries, user, other, tls, further, forRecovery));
  }

  private static EmbeddedPostgres start(
      InstanceBase base,
      PostgresRelease release,
      ServerUser user,
      Function<InstanceDirectory, EmbeddedPostgres> making) {
    EmbeddedPostgres server;
    try {
      server = Running.add(() -> making.apply(InstanceDirectory.create(base, release, user)));
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

  /**
   * Ends and removes servers that earlier runs of this user have left behind; every start does so
   * too.
   *
   * @return how many there were
   */
  public static int reapAbandoned() {
    return Reaper.reap(InstanceBase.prepare(ServerUser.detect()));
  }

  private void boot() {
    CompletableFuture<Void> certificates =
        tls.isThere()
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(() -> tls.generate(user), THREADS);
    DataDirectory data = new DataDirectory(binaries, user, children);
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

  /** How to reach the server as superuser: over TCP, with TLS if it has it. */
  public ConnectionSettings settings() {
    return ConnectionSettings.builder(
            new HostPort("127.0.0.1", port()), Roles.SUPERUSER, Roles.DATABASE)
        .build();
  }

  /** What a proxy needs to show this server's certificate. */
  public SSLContext certificate() {
    return TlsContexts.showing(tls.certificate(), tls.key());
  }

  /** The release that runs. */
  public PostgresRelease release() {
    return release;
  }

  /** PostgreSQL's own number of the release: {@code 18.6}. */
  public String version() {
    return release.version();
  }

  /** The TCP port on 127.0.0.1, also the number in the name of the Unix socket. */
  public int port() {
    return postmaster.port();
  }

  /** The directory of the Unix socket. */
  public Path socketDirectory() {
    return directory.sockets();
  }

  /** The file of the Unix socket. */
  public Path socketFile() {
    return directory.sockets().resolve(".s.PGSQL." + port());
  }

  /** Whether the server speaks TLS, over TCP. */
  public boolean tls() {
    return settings.tls();
  }

  /** The certificate of the authority that has signed the server's. */
  public Path caCertificate() {
    return tls.authority();
  }

  /** The file that the server's log goes to. */
  public Path logFile() {
    return directory.log();
  }

  /** The server's log so far, its end if it is very long; also after {@link #close()}. */
  public String log() {
    String text = lastLog;
    return text.isEmpty() ? new LogFile(directory.log()).end(SHOWN_LOG_BYTES) : text;
  }

  /** Whether the server runs. */
  public boolean isAlive() {
    return postmaster.isAlive();
  }

  /** The directory of this instance, gone after {@link #close()}. */
  Path directory() {
    return directory.path();
  }

  /** The server's first process. */
  ProcessHandle serverProcess() {
    return postmaster.handle();
  }

  /** Tells the server to shut down, and waits until it says that it was told. */
  void shutDown(ShutdownStep.Mode mode) {
    postmaster.shutDown(mode);
  }

  /** Ends the server, however far it is, and keeps its data. */
  synchronized void end() {
    if (!closed) {
      postmaster.stop();
    }
  }

  /** Starts a server that was ended; if that fails, nothing of it is left. */
  void startAgain() {
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
    children.close();
    postmaster.stop();
    children.end();
    lastLog = new LogFile(directory.log()).end(KEPT_LOG_BYTES);
    try {
      Trees.delete(directory.path());
    } catch (IOException e) {
      // Once this process has ended, the next start removes what is left.
      throw new TargetUnavailable("%s could not be removed".formatted(directory.path()), e);
    } finally {
      Running.remove(this);
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + release + " on port " + port();
  }
}
