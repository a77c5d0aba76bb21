package pgconform.target.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pgconform.target.process.Polling;

/**
 * A program that outlives this process where that is killed, and then ends the server of an
 * instance and removes its directory. It reads a pipe from this process, whose end it sees however
 * that comes.
 */
final class InstanceGuard implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** Ctrl-C is not for it. A number in the server's file may be that of another process by now. */
  private static final String PROGRAM =
      """
      trap '' INT TERM HUP QUIT
      read -r word; [ "$word" = done ] && exit 0
      runs() {
        pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 1
        [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || return 1
        if [ -e "/proc/$pid/cmdline" ]; then
          grep -qsaF -- "$1/data" "/proc/$pid/cmdline"
        else
          ps -o args= -p "$pid" 2>/dev/null | grep -qF -- "$1/data"
        fi
      }
      runs "$1" && kill -QUIT "$pid"
      i=0
      while [ $i -lt 40 ] && runs "$1"; do sleep 0.2; i=$((i+1)); done
      runs "$1" && kill -KILL "$pid"
      i=0
      while [ $i -lt 5 ] && [ -e "$1" ]; do rm -rf -- "$1"; i=$((i+1)); done
      """;

  private final Process process;

  private InstanceGuard(Process process) {
    this.process = process;
  }

  /**
   * Starts a guard.
   *
   * @param directory what it removes
   */
  static InstanceGuard of(Path directory, ServerUser user) throws IOException {
    List<String> command = new ArrayList<>(user.apart());
    command.addAll(List.of("/bin/sh", "-c", PROGRAM, "pgconform-guard", directory.toString()));
    return new InstanceGuard(
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Tells it that there is nothing left to do. */
  @Override
  public void close() {
    try (var in = process.getOutputStream()) {
      in.write("done\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It has already been ended.
    }
    if (!Polling.until(BOUND, () -> !process.isAlive())) {
      process.destroyForcibly();
    }
  }
}
