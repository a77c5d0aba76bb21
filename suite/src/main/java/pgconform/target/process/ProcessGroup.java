package pgconform.target.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A program with all that it starts. It leads a separate process group, so that Ctrl-C in the
 * user's terminal does not reach it, and its environment contains a mark that its descendants
 * inherit. Every process with that group, mark or ancestor is ended with it.
 *
 * <p>A guard waits for the end of this process: if it is killed, the guard ends the group and
 * removes its directory.
 */
final class ProcessGroup {
  private static final String MARK = "PGCONFORM_TARGET";
  private static final Duration KILL_BOUND = Duration.ofSeconds(5);

  /** The longest time that the user has to wait after Ctrl-C for the end of what was started. */
  private static final Duration HURRY = Duration.ofSeconds(2);

  private static final File NOTHING = new File("/dev/null");
  private static final boolean SETSID = isThere("setsid");

  /**
   * The script reads until this process has ended, or reports that there is nothing to do. It
   * starts before the program, and receives the group as soon as it is known; without it, it looks
   * for the mark a little longer.
   */
  private static final String GUARD =
      """
      group=
      while read -r word value; do
        case $word in
          done) exit 0 ;;
          group) group=$value ;;
        esac
      done
      marked() {
        grep -lsz "^%1$s=$2\\$" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do
          echo "$pid"
        done
      }
      all() {
        [ -z "$group" ] || kill -s "$1" -- "-$group" 2>/dev/null
        kill -s "$1" $(marked "$2" "$3") 2>/dev/null
      }
      left() {
        [ -n "$(marked "$1" "$2")" ] || { [ -n "$group" ] && kill -s 0 -- "-$group" 2>/dev/null; }
      }
      all "$3" "$1" "$2"
      i=0
      while [ $i -lt "$4" ] && { left "$1" "$2" || { [ -z "$group" ] && [ $i -lt 5 ]; }; }; do
        sleep 0.2; i=$((i+1))
      done
      all KILL "$1" "$2"
      rm -rf -- "$1"
      """
          .formatted(MARK);

  private final String mark = UUID.randomUUID().toString();
  private final Process process;
  private final Guard guard;
  private final Set<ProcessHandle> seen = new HashSet<>();

  /**
   * Starts a program.
   *
   * @param directory the directory that the guard removes
   * @param signal the signal with which the guard ends the program
   * @param within the time for which the guard waits after that
   */
  ProcessGroup(
      List<String> command,
      Map<String, String> environment,
      Path runIn,
      Path directory,
      String signal,
      Duration within)
      throws IOException {
    this(command, environment, runIn, directory, signal, within, false);
  }

  /**
   * Starts a program.
   *
   * @param talks whether it reads commands from its standard input and answers on its standard
   *     output, which is separate from its standard error
   */
  ProcessGroup(
      List<String> command,
      Map<String, String> environment,
      Path runIn,
      Path directory,
      String signal,
      Duration within,
      boolean talks)
      throws IOException {
    List<String> full = new ArrayList<>(SETSID ? List.of("setsid") : List.of());
    full.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(full).directory(runIn.toFile()).redirectErrorStream(!talks);
    if (!talks) {
      builder.redirectInput(NOTHING);
    }
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    List<String> apart = SETSID ? List.of("setsid") : List.of();
    String most = Long.toString(within.toMillis() / 200);
    guard = new Guard(apart, GUARD, List.of(directory.toString(), mark, signal, most));
    try {
      process = builder.start();
    } catch (IOException e) {
      guard.close();
      throw e;
    }
    guard.tell("group " + process.pid());
  }

  private static boolean isThere(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  Process process() {
    return process;
  }

  /** Returns the running processes of the group. */
  private List<ProcessHandle> members() {
    long leader = process.pid();
    byte[] entry = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
    synchronized (seen) {
      process.descendants().forEach(seen::add);
      ProcessHandle.allProcesses()
          .filter(each -> each.pid() != ProcessHandle.current().pid())
          .filter(
              each ->
                  (SETSID && Processes.groupOf(each.pid()).filter(g -> g == leader).isPresent())
                      || isMarked(each, entry))
          .forEach(seen::add);
      seen.add(process.toHandle());
      seen.removeIf(each -> !Processes.isRunning(each));
      return List.copyOf(seen);
    }
  }

  private static boolean isMarked(ProcessHandle process, byte[] entry) {
    try {
      byte[] environment =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return new String(environment, StandardCharsets.ISO_8859_1)
          .contains(new String(entry, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // It belongs to another user, has ended, or the system has no such files.
      return false;
    }
  }

  /** Ends the program with all that it has started: with a signal, or else by killing it. */
  void end(String signal, Duration within) {
    List<ProcessHandle> members = members();
    if (!members.isEmpty()) {
      if (SETSID) {
        Processes.signalGroup(signal, process.pid());
      }
      members.stream()
          .filter(each -> !SETSID || !isInGroup(each))
          .forEach(each -> Processes.signal(signal, each));
    }
    long begun = System.nanoTime();
    Polling.until(
        within,
        () ->
            hasEnded() || (ShutdownHook.isEnding() && System.nanoTime() - begun > HURRY.toNanos()));
    Polling.until(
        KILL_BOUND,
        () -> {
          List<ProcessHandle> left = members();
          left.forEach(ProcessHandle::destroyForcibly);
          return left.isEmpty();
        });
    guard.close();
  }

  /**
   * Returns whether nothing is running; the slow search for further processes is made only if none
   * of the known ones is running.
   */
  private boolean hasEnded() {
    synchronized (seen) {
      if (seen.stream().anyMatch(Processes::isRunning)) {
        return false;
      }
    }
    return members().isEmpty();
  }

  private boolean isInGroup(ProcessHandle each) {
    return Processes.groupOf(each.pid()).filter(group -> group == process.pid()).isPresent();
  }
}
