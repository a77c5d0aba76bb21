package pgconform.target.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import pgconform.scenario.ShutdownStep;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.Polling;
import pgconform.target.process.Processes;
import pgconform.target.process.ShutdownHook;

/**
 * The process of a server: starts it on a data directory, waits until it is ready, and ends it. It
 * can be started again after its end.
 */
final class Postmaster {
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration FAST_BOUND = Duration.ofSeconds(3);
  private static final Duration IMMEDIATE_BOUND = Duration.ofSeconds(8);

  /**
   * The time for a shutdown when this process ends, after which the server is killed because its
   * files are removed anyway.
   */
  private static final Duration HURRY = Duration.ofMillis(500);

  private static final int PORT_ATTEMPTS = 5;
  private static final int SEARCHED_LOG_BYTES = 16 * 1024 * 1024;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Installation installation;
  private final InstanceDirectory directory;
  private final Configuration configuration;
  private final ChildProcesses children;
  private final boolean recovering;
  private volatile Process process;
  private volatile int port;

  /**
   * Prepares a server that is not running yet.
   *
   * @param children starts its process
   * @param recovering whether it is in recovery for as long as it lives, and accepts no sessions
   */
  Postmaster(
      Installation installation,
      InstanceDirectory directory,
      Configuration configuration,
      ChildProcesses children,
      boolean recovering) {
    this.installation = installation;
    this.directory = directory;
    this.configuration = configuration;
    this.children = children;
    this.recovering = recovering;
  }

  /**
   * Starts it on a free port, and waits until it answers.
   *
   * @throws TargetUnavailable if it does not answer
   */
  void start() {
    for (int attempt = 1; ; attempt++) {
      launch();
      boolean ready = awaitReady();
      ShutdownHook.begin();
      if (ready) {
        return;
      }
      // Another process may have taken the port between the search for a free one and its use.
      boolean portTaken = log().contains("could not bind IPv4");
      if (!portTaken || attempt == PORT_ATTEMPTS) {
        throw new TargetUnavailable(
            "PostgreSQL %s did not start; the last lines of its log:%n%s"
                .formatted(installation.version(), new LogFile(directory.log()).lastLines()));
      }
    }
  }

  private void launch() {
    port = freePort();
    try {
      Files.deleteIfExists(directory.log());
      Files.writeString(
          directory.access(), Roles.access(installation.major(), configuration.settings().tls()));
      Files.writeString(
          directory.settings(),
          configuration.text(directory.data().resolve("postgresql.conf"), port));
    } catch (IOException e) {
      throw new TargetUnavailable("the configuration of the server could not be written", e);
    }
    process =
        children.start(
            "QUIT",
            List.of(
                installation.postgres().toString(),
                "-D",
                directory.data().toString(),
                "-c",
                "config_file=" + directory.settings()),
            ProcessLauncher.NOTHING,
            directory.log());
  }

  /** Returns an unused port of the loopback address. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new TargetUnavailable("there is no free port on the loopback address", e);
    }
  }

  /** Waits until the server answers, or has ended. */
  private boolean awaitReady() {
    if (!Polling.until(
        START_BOUND, () -> !process.isAlive() || ShutdownHook.isEnding() || answers())) {
      throw new TargetUnavailable(
          "PostgreSQL %s was not ready within %d s; the last lines of its log:%n%s"
              .formatted(
                  installation.version(),
                  START_BOUND.toSeconds(),
                  new LogFile(directory.log()).lastLines()));
    }
    return process.isAlive();
  }

  /** Returns whether the server answers. From release 10 on, its own file shows when to try. */
  private boolean answers() {
    if (installation.major() >= 10) {
      try {
        List<String> lines = Files.readAllLines(file());
        String wanted = recovering ? "standby" : "ready";
        if (lines.size() < 8 || !lines.get(7).strip().equals(wanted)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return ReadinessCheck.at(port)
        == (recovering ? ReadinessCheck.REFUSED : ReadinessCheck.LOGGED_IN);
  }

  private Path file() {
    return directory.data().resolve("postmaster.pid");
  }

  private String log() {
    return new LogFile(directory.log()).end(SEARCHED_LOG_BYTES);
  }

  /** Returns the TCP port on the loopback address. */
  int port() {
    return port;
  }

  /** Returns whether it is running. */
  boolean isAlive() {
    Process server = process;
    return server != null && server.isAlive();
  }

  /** Returns the server's first process. */
  ProcessHandle handle() {
    // A server that was started through su is not the process that this one has started.
    return Processes.ofServer(directory.data()).orElseGet(process::toHandle);
  }

  /** Tells the server to shut down, and waits until it logs that it was told to. */
  void shutDown(ShutdownStep.Mode mode) {
    String signal =
        switch (mode) {
          case SMART -> "TERM";
          case FAST -> "INT";
          case IMMEDIATE -> "QUIT";
        };
    Processes.signal(signal, handle());
    String said = "received %s shutdown request".formatted(mode.name().toLowerCase(Locale.ROOT));
    if (!Polling.until(IMMEDIATE_BOUND, () -> log().contains(said))) {
      throw new TargetUnavailable("the server took no notice of a " + signal + " signal");
    }
  }

  /**
   * Ends the server with a fast shutdown, or else an immediate one, or else by killing its
   * processes; if this process is ending, without the fast shutdown and with a short wait.
   */
  void stop() {
    Process server = process;
    if (server == null) {
      return;
    }
    if (server.isAlive()) {
      ProcessHandle first = handle();
      if (!ShutdownHook.isEnding()) {
        Processes.signal("INT", first);
      }
      if (!ended(FAST_BOUND, ShutdownHook::isEnding)) {
        Processes.signal("QUIT", first);
        long begun = System.nanoTime();
        ended(
            IMMEDIATE_BOUND,
            () -> ShutdownHook.isEnding() && System.nanoTime() - begun > HURRY.toNanos());
      }
    }
    if (server.isAlive() || server.exitValue() != 0) {
      // A server that was killed may leave processes that have not noticed that yet.
      List<ProcessHandle> left = Processes.ofDataDirectory(directory.data());
      left.forEach(ProcessHandle::destroyForcibly);
      Polling.until(IMMEDIATE_BOUND, () -> left.stream().noneMatch(Processes::isRunning));
    }
  }

  /**
   * Waits until the server has ended, or the wait is no longer necessary; returns whether it has
   * ended.
   */
  private boolean ended(Duration bound, BooleanSupplier enough) {
    Process server = process;
    Polling.until(bound, () -> !server.isAlive() || enough.getAsBoolean());
    return !server.isAlive();
  }
}
