package pgconform.target.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the system about processes. */
public final class Processes {
  private Processes() {}

  /** Returns whether a process is running; one that has ended but was not waited for is not. */
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive()
        && stat(process.pid()).map(fields -> !"ZXx".contains(fields.get(0))).orElse(true);
  }

  /** Returns when a process began, as a number in a unit of the system that never changes. */
  public static Optional<String> startOf(long pid) {
    return stat(pid)
        .map(fields -> fields.get(19))
        .or(
            () ->
                ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(start -> Long.toString(start.toEpochMilli())));
  }

  /** Returns the arguments of a process, its name first; empty if they cannot be seen. */
  public static List<String> argumentsOf(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException e) {
      List<String> arguments = new ArrayList<>();
      arguments.add(process.info().command().orElse(""));
      process.info().arguments().ifPresent(all -> arguments.addAll(List.of(all)));
      return arguments;
    }
  }

  /**
   * Returns the processes of PostgreSQL that belong to a data directory: those that were started
   * with exactly this directory, and those that work in it. In this way, a process is found even if
   * its parent was killed.
   */
  public static List<ProcessHandle> ofDataDirectory(Path data) {
    return ProcessHandle.allProcesses()
        .filter(process -> serves(process, data) || worksIn(process, data))
        .toList();
  }

  /** Returns the server of a data directory that its own file names, if that is such a server. */
  public static Optional<ProcessHandle> ofServer(Path data) {
    try (BufferedReader file = Files.newBufferedReader(data.resolve("postmaster.pid"))) {
      return ProcessHandle.of(Long.parseLong(String.valueOf(file.readLine()).strip()))
          .filter(process -> serves(process, data));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a process is a PostgreSQL server that was started with a data directory. */
  public static boolean serves(ProcessHandle process, Path data) {
    List<String> arguments = argumentsOf(process);
    // The command of su is a single word; the process that su starts is found separately.
    return !arguments.isEmpty()
        && isProgram(arguments.get(0))
        && arguments.contains(data.toString())
        && isRunning(process);
  }

  private static boolean worksIn(ProcessHandle process, Path data) {
    Path directory = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(directory.resolve("cwd")).equals(data)
          && isProgram(Files.readSymbolicLink(directory.resolve("exe")).toString())
          && isRunning(process);
    } catch (IOException | UnsupportedOperationException e) {
      // It belongs to another user, has ended, or the system has no such files.
      return false;
    }
  }

  private static boolean isProgram(String command) {
    return command.endsWith("/postgres") || command.endsWith("/initdb");
  }

  /** Returns the ID of the process group that a process belongs to. */
  static Optional<Long> groupOf(long pid) {
    return stat(pid).map(fields -> Long.valueOf(fields.get(2)));
  }

  /** Sends a signal to a whole process group. */
  static void signalGroup(String name, long group) {
    send(name, "-" + group);
  }

  /** Sends a signal, for which Java has no call. */
  public static void signal(String name, ProcessHandle process) {
    send(name, Long.toString(process.pid()));
  }

  private static void send(String signal, String target) {
    try {
      // The form that POSIX gives it; not every shell takes "kill -TERM -- -7".
      new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "pgconform", signal, target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // The caller waits a limited time for the effect, and then sends a stronger signal.
    }
  }

  /** Returns the fields of /proc/PID/stat from the state on; empty if there is no such file. */
  private static Optional<List<String>> stat(long pid) {
    try {
      String line =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The name before them may contain any characters, such as brackets and spaces.
      List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
      return fields.size() > 19 ? Optional.of(fields) : Optional.empty();
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
