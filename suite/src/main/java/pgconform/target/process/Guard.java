package pgconform.target.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A script that outlives this process if it is killed, and then ends what this process has started.
 * The script reads its standard input, which ends with this process in any case; the line {@code
 * done} means that there is nothing left to do.
 */
public final class Guard implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Process process;

  /**
   * Starts a guard.
   *
   * @param apart the words before its command that separate it from the user's terminal
   * @param script the script, for the shell of the system
   * @param arguments the arguments of the script
   */
  public Guard(List<String> apart, String script, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(apart);
    command.addAll(List.of("/bin/sh", "-c", script, "pgconform-guard"));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Sends it a line. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It has already been ended.
    }
  }

  /** Tells it that there is nothing left to do, and waits for its end. */
  @Override
  public void close() {
    tell("done");
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has already been ended.
    }
    if (!Polling.until(BOUND, () -> !process.isAlive())) {
      process.destroyForcibly();
    }
  }
}
