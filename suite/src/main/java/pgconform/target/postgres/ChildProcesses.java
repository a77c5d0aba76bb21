package pgconform.target.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.Polling;

/** Starts the programs of one instance, and ensures that none outlives it. */
final class ChildProcesses {
  private static final Duration BOUND = Duration.ofMinutes(3);

  private final ServerUser user;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private boolean closed;

  ChildProcesses(ServerUser user) {
    this.user = user;
  }

  /**
   * Runs a program as the server's user to its end.
   *
   * @param what what the program does, for the message if it fails
   */
  void run(String what, List<String> command, File input, Path log) {
    Process process = start("KILL", command, input, log);
    try {
      if (!Polling.until(BOUND, () -> !process.isAlive())) {
        throw new TargetUnavailable(what + " took longer than " + BOUND.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new TargetUnavailable(
            "%s failed (status %d):%n%s"
                .formatted(what, process.exitValue(), new LogFile(log).lastLines()));
      }
    } finally {
      end(process);
    }
  }

  /** Starts a program as the server's user. */
  synchronized Process start(String deathSignal, List<String> command, File input, Path log) {
    if (closed) {
      throw new TargetUnavailable("the server was stopped while it was starting");
    }
    try {
      Process process =
          ProcessLauncher.start(
              new ProcessBuilder(user.command(deathSignal, command))
                  // The program's user may have no access to the current directory.
                  .directory(new File("/"))
                  .redirectInput(input)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
      running.removeIf(each -> !each.isAlive());
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new TargetUnavailable(
          "%s could not be started: %s".formatted(command.get(0), e.getMessage()), e);
    }
  }

  /** Refuses to start anything from now on. */
  synchronized void close() {
    closed = true;
  }

  /** Ends what is still running, together with its descendants. */
  void end() {
    running.forEach(ChildProcesses::end);
  }

  private static void end(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    if (process.isAlive()) {
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      Polling.until(BOUND, () -> !process.isAlive());
    }
  }
}
