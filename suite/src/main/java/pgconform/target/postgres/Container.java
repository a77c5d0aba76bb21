package pgconform.target.postgres;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.Polling;
import pgconform.wire.Text;

/** A container with a server, which is removed completely when it is closed. */
final class Container implements AutoCloseable {
  private static final int PORT = 5432;
  private static final String LOOPBACK = "127.0.0.1";
  private static final int LAST_LINES = 15;
  private static final int LONGEST_LINE = 300;
  private static final Duration POLLED = Duration.ofMillis(50);

  private final String image;
  private final DockerClient client;
  private final PostgreSQLContainer container;

  /**
   * Prepares a container that does not exist yet.
   *
   * @param files the files that are copied into it before it starts
   * @param sockets a directory of this machine for the Unix socket
   */
  Container(String image, DockerClient client, ContainerFiles files, Path sockets) {
    this.image = image;
    this.client = client;
    DockerImageName name = DockerImageName.parse(image).asCompatibleSubstituteFor("postgres");
    container =
        new PostgreSQLContainer(name)
            .withUsername(Roles.SUPERUSER)
            .withPassword(Roles.SECRET_TEXT)
            .withDatabaseName(Roles.DATABASE)
            .withEnv("POSTGRES_INITDB_ARGS", "-E UTF8 --locale=C --nosync")
            .withCommand("postgres")
            .withStartupAttempts(1)
            .withCreateContainerCmdModifier(command -> shape(command, sockets))
            .waitingFor(new NoWait());
    files
        .byPath()
        .forEach(
            (path, text) -> {
              int mode = path.equals(ContainerFiles.SCRIPT) ? 0100755 : 0100644;
              container.withCopyToContainer(Transferable.of(text, mode), path);
            });
  }

  /** Disables the library's wait: this class waits itself, with its own messages. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }

  private static void shape(CreateContainerCmd command, Path sockets) {
    HostConfig config =
        command.getHostConfig() == null ? new HostConfig() : command.getHostConfig();
    String host = DockerClientFactory.instance().dockerHostIpAddress();
    boolean here = host.equals("localhost") || host.equals(LOOPBACK);
    // Every client that reaches the port is trusted, so other machines must not reach it.
    Ports.Binding binding =
        here
            ? Ports.Binding.bindIpAndPort(LOOPBACK, Postmaster.freePort())
            : host.matches("[0-9.]+") ? Ports.Binding.bindIp(host) : Ports.Binding.empty();
    Ports ports = new Ports();
    ports.bind(ExposedPort.tcp(PORT), binding);
    config.withPortBindings(ports);
    if (here) {
      Volume inside = new Volume(ContainerFiles.SOCKETS);
      config.withBinds(new Bind(sockets.toString(), inside, AccessMode.rw, SELContext.shared));
    }
    command.withHostConfig(config);
  }

  /** Creates and starts it. */
  void start() {
    try {
      container.start();
    } catch (RuntimeException e) {
      if (container.getContainerId() != null && !isRunning()) {
        throw ended();
      }
      Throwable cause = e;
      while (cause.getCause() != null && cause.getCause() != cause) {
        cause = cause.getCause();
      }
      throw new TargetUnavailable(
          "no container of %s could be started: %s"
              .formatted(image, Docker.reason(String.valueOf(cause.getMessage()))),
          e);
    }
  }

  /** Starts it again after its end. */
  void startAgain() {
    try {
      client.startContainerCmd(container.getContainerId()).exec();
    } catch (DockerException e) {
      throw new TargetUnavailable(
          "the container of %s could not be started again: %s"
              .formatted(image, Docker.reason(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** Returns whether its first process is running. */
  boolean isRunning() {
    return inspect()
        .map(InspectContainerResponse::getState)
        .map(state -> Boolean.TRUE.equals(state.getRunning()))
        .orElse(false);
  }

  private Optional<InspectContainerResponse> inspect() {
    String id = container.getContainerId();
    try {
      return id == null ? Optional.empty() : Optional.of(client.inspectContainerCmd(id).exec());
    } catch (DockerException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns its address in the network of the containers, if this machine can reach that network.
   */
  Optional<String> address() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    return inspect()
        .flatMap(
            found ->
                found.getNetworkSettings().getNetworks().values().stream()
                    .map(network -> network.getIpAddress())
                    .filter(address -> address != null && !address.isEmpty())
                    .findFirst());
  }

  /** Returns the port of the server inside. */
  static int port() {
    return PORT;
  }

  /** Returns the host of the port that is published. */
  String publishedHost() {
    String host = container.getHost();
    return host.equals("localhost") ? LOOPBACK : host;
  }

  /** Returns the port that is published. */
  int publishedPort() {
    return container.getMappedPort(PORT);
  }

  /** Sends a signal to its first process. */
  void signal(String name) {
    try {
      client.killContainerCmd(container.getContainerId()).withSignal(name).exec();
    } catch (DockerException e) {
      // It has ended in the meantime, which the waiting code notices.
    }
  }

  /** Returns whether it has ended within a time. */
  boolean ended(Duration bound) {
    return Polling.until(bound, POLLED, () -> !isRunning());
  }

  /** Returns the log of the server. */
  String log() {
    return container.getContainerId() == null ? "" : container.getLogs();
  }

  /** Returns the exception for a container that has ended too early. */
  TargetUnavailable ended() {
    return new TargetUnavailable(
        "the container of %s ended before PostgreSQL answered; its last lines:%n%s"
            .formatted(image, lastLines()));
  }

  /** Returns the exception for a container that has taken too long. */
  TargetUnavailable late(Duration bound) {
    return new TargetUnavailable(
        "PostgreSQL in the container of %s was not ready within %d s; its last lines:%n%s"
            .formatted(image, bound.toSeconds(), lastLines()));
  }

  private String lastLines() {
    List<String> lines = log().lines().map(line -> Text.printable(line, LONGEST_LINE)).toList();
    return lines.isEmpty()
        ? "(nothing)"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Ends it in whatever state it is, and removes it with its volumes. */
  @Override
  public void close() {
    container.stop();
  }
}
