package pgconform.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.target.failure.TargetUnavailable;

/**
 * Checks how many files and connections this process may have open at once. With too few of them, a
 * run would find out little about its targets.
 */
final class OpenFiles {
  /**
   * The number that fills a server with the default settings of PostgreSQL, besides the other jobs.
   */
  private static final int ENOUGH = 256;

  private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d+) ");

  private OpenFiles() {}

  /**
   * Checks that there are enough.
   *
   * @throws TargetUnavailable with one sentence, if there are too few
   */
  static void require() {
    require(Path.of("/proc/self/limits"));
  }

  /** Checks the limits in a file; a system without that file has no limits. */
  static void require(Path limits) {
    Matcher limit;
    try {
      limit = LIMIT.matcher(Files.readString(limits));
    } catch (IOException e) {
      return;
    }
    // A number that is too long is not a small one.
    if (limit.find() && limit.group(1).length() < 9 && Integer.parseInt(limit.group(1)) < ENOUGH) {
      throw new TargetUnavailable(
          ("a run needs %d open files and connections, but the limit of this process is %s:"
                  + " raise it (ulimit -n)")
              .formatted(ENOUGH, limit.group(1)));
    }
  }
}
