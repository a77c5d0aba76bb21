package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import pgconform.target.process.Guard;

/** Guards an instance: ends the server, waits for that, and removes its directory. */
final class InstanceGuard {
  /**
   * The script waits at most eight seconds for the server to end, and then kills it. It ignores
   * Ctrl-C. It also checks that the process ID in the server's file is not that of another process
   * by now.
   */
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

  private InstanceGuard() {}

  /**
   * Starts a guard.
   *
   * @param directory the directory that it removes
   */
  static Guard of(Path directory, ServerUser user) throws IOException {
    return new Guard(user.apart(), PROGRAM, List.of(directory.toString()));
  }
}
