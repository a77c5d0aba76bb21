package pgconform.target.postgres;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.target.process.Polling;
import pgconform.target.process.RecursiveDelete;
import pgconform.target.process.ShutdownHook;

/**
 * A server in a container that lives as long as this object, with the official image of PostgreSQL
 * or a compatible one. It has the settings, the certificate and the {@link Roles} of any server
 * that is started for a run.
 *
 * <p>It is reached at its own address in the network of the containers if that is possible, because
 * a published port has a proxy in front of it that changes how connections end.
 */
public final class ContainerServer implements StartedServer {
  private static final Duration START_BOUND = Duration.ofSeconds(90);
  private static final Duration FAST_BOUND = Duration.ofSeconds(3);
  private static final Duration IMMEDIATE_BOUND = Duration.ofSeconds(8);
  private static final Duration LOGIN_BOUND = Duration.ofSeconds(10);
  private static final Duration POLLED = Duration.ofMillis(100);
  private static final int LONGEST_SOCKET_NAME = 100;

  private final String image;
  private final DockerClient client;
  private final ServerSettings settings;
  private final boolean recovering;
  private final Path directory;
  private final ServerTls tls;
  private final Container container;
  private final ThrowAwayServers throwAwayServers = new ThrowAwayServers(this);
  private Address.Tcp address;
  private int major;
  private boolean closed;

  private ContainerServer(
      String image,
      DockerClient client,
      ServerSettings settings,
      Optional<ServerTls> tls,
      boolean recovering)
      throws IOException {
    this.image = image;
    this.client = client;
    this.settings = settings;
    this.recovering = recovering;
    directory = Files.createTempDirectory("pgconform-");
    // The server's user in the container has a user ID that differs from all those here.
    Files.setPosixFilePermissions(
        Files.createDirectory(sockets()), PosixFilePermissions.fromString("rwxrwxrwx"));
    this.tls = tls.orElse(new ServerTls(Files.createDirectory(directory.resolve("tls"))));
    if (!this.tls.isThere()) {
      this.tls.generate();
    }
    ContainerFiles files = new ContainerFiles(this.tls, settings, recovering);
    container = new Container(image, client, files, sockets());
  }

  /**
   * Starts a server; the image is pulled if necessary.
   *
   * @param image the name of the image
   * @param settings the settings of postgresql.conf, in addition to the usual ones
   * @throws TargetUnavailable if the image is unavailable, or the server does not start
   */
  public static ContainerServer start(String image, ServerSettings settings) {
    ShutdownHook.begin();
    DockerClient client = Docker.client(image);
    Docker.fetch(client, image, step -> System.err.println("pgconform: " + step));
    return start(image, client, settings, Optional.empty(), false);
  }

  @Override
  public ContainerServer startAnother(boolean forRecovery, Map<String, String> furtherSettings) {
    return start(image, client, settings.with(furtherSettings), Optional.of(tls), forRecovery);
  }

  private static ContainerServer start(
      String image,
      DockerClient client,
      ServerSettings settings,
      Optional<ServerTls> tls,
      boolean recovering) {
    ContainerServer server;
    try {
      server =
          ShutdownHook.add(() -> new ContainerServer(image, client, settings, tls, recovering));
    } catch (IOException e) {
      throw new TargetUnavailable("no directory for a server can be made (" + e + ")", e);
    }
    try {
      server.container.start();
      server.awaitReady();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void awaitReady() {
    if (!Polling.until(START_BOUND, POLLED, () -> answers() || !container.isRunning())) {
      throw container.late(START_BOUND);
    }
    if (!container.isRunning()) {
      throw container.ended();
    }
    if (!recovering && major == 0) {
      major = major(address);
    }
  }

  /** Returns whether the server answers; once it does, its address is known. */
  private boolean answers() {
    Optional<Address.Tcp> inside =
        container.address().map(host -> new Address.Tcp(host, Container.port()));
    if (inside.isPresent() && isReady(inside.get())) {
      address = inside.get();
      return true;
    }
    Address.Tcp published = new Address.Tcp(container.publishedHost(), container.publishedPort());
    if (!isReady(published)) {
      return false;
    }
    // The server may have become ready between the two attempts.
    address = inside.filter(this::isReady).orElse(published);
    return true;
  }

  private boolean isReady(Address at) {
    return ReadinessCheck.at(at)
        == (recovering ? ReadinessCheck.REFUSED : ReadinessCheck.LOGGED_IN);
  }

  private static int major(Address at) {
    Deadline deadline = Deadline.in(LOGIN_BOUND);
    try (Poller poller = new Poller();
        Link link = Link.connect(poller, Transcript.none(), "version", at, deadline);
        Session session =
            Session.start(link, Roles.login(Roles.SUPERUSER, Optional.empty()), deadline)) {
      String version = session.parameters().getOrDefault("server_version", "");
      return Integer.parseInt(version.replaceFirst("(?s)\\D.*", ""));
    } catch (IOException | NumberFormatException e) {
      throw new TargetUnavailable(
          "the version of the server in the container cannot be determined", e);
    }
  }

  private Path sockets() {
    return directory.resolve("s");
  }

  @Override
  public ConnectionSettings settings() {
    HostPort host = new HostPort(address.host(), address.port());
    return ConnectionSettings.of(host, Roles.SUPERUSER, Roles.DATABASE);
  }

  @Override
  public Optional<Address> unixSocket() {
    Path socket = sockets().resolve(".s.PGSQL." + Container.port());
    // The daemon may run where this directory is not visible.
    return Files.exists(socket) && socket.toString().length() <= LONGEST_SOCKET_NAME
        ? Optional.of(new Address.Unix(socket))
        : Optional.empty();
  }

  @Override
  public Map<String, Login> logins() {
    return Roles.logins(major, tls());
  }

  @Override
  public Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return Optional.of(throwAwayServers);
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public boolean tls() {
    return settings.tls();
  }

  @Override
  public void shutDown(ShutdownStep.Mode mode) {
    String said = "received %s shutdown request".formatted(mode.name().toLowerCase(Locale.ROOT));
    long before = count(said);
    container.signal(
        switch (mode) {
          case SMART -> "TERM";
          case FAST -> "INT";
          case IMMEDIATE -> "QUIT";
        });
    // The log also contains messages from before the server was last started.
    if (!Polling.until(IMMEDIATE_BOUND, POLLED, () -> count(said) > before)) {
      throw new TargetUnavailable("the server took no notice of a shutdown request");
    }
  }

  private long count(String said) {
    return container.log().lines().filter(line -> line.contains(said)).count();
  }

  @Override
  public synchronized void end() {
    if (!closed && container.isRunning()) {
      container.signal("INT");
      if (!container.ended(FAST_BOUND)) {
        container.signal("KILL");
        container.ended(IMMEDIATE_BOUND);
      }
    }
  }

  @Override
  public Optional<Runnable> restart() {
    return Optional.of(this::restartIfEnded);
  }

  private synchronized void restartIfEnded() {
    if (!closed && !container.isRunning()) {
      startAgain();
    }
  }

  @Override
  public void startAgain() {
    try {
      container.startAgain();
      awaitReady();
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
    try {
      container.close();
      RecursiveDelete.delete(directory);
    } catch (IOException e) {
      throw new TargetUnavailable(directory + " could not be removed", e);
    } finally {
      ShutdownHook.remove(this);
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL in a container of " + image;
  }
}
