package pgconform.target.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.testing.Judged;

/** A server is stopped by the signal that its target file names, not killed after a while. */
class StartedCommandTest {
  private static final Pattern READY = Pattern.compile("ready");

  /** Longer than a test waits: whoever waits for it has not seen the end that the signal causes. */
  private static final Duration WITHIN = Judged.PATIENT.multipliedBy(2);

  @TempDir private Path directory;

  private final CommandOutput output = new CommandOutput();

  private StartedCommand.Running start(String signal, String script) {
    StartedCommand.Running running =
        new StartedCommand(
                List.of("sh", "-c", script), Map.of(), directory, directory, signal, WITHIN)
            .start(output);
    assertTrue(Polling.until(Judged.PATIENT, () -> running.hasPrinted(READY)), output::text);
    return running;
  }

  /** A shell cannot trap a signal that its parents ignore, as INT and HUP in the background. */
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "USR1", "USR2"})
  void theSignalEndsIt(String signal) {
    StartedCommand.Running running =
        start(
            signal,
            "trap 'echo got %1$s; exit 7' %1$s; echo ready; while :; do sleep 0.05; done"
                .formatted(signal));
    long start = System.nanoTime();
    running.end();
    assertTrue(System.nanoTime() - start < Judged.PATIENT.toNanos(), "it was not told to end");
    assertEquals("with status 7", running.status());
    assertTrue(output.text().contains("got " + signal), output::text);
  }

  /** What a command leaves behind belongs to its group. */
  @Test
  void theSignalEndsWhatItHasLeftBehindToo() {
    StartedCommand.Running running = start("TERM", "sleep 600 & echo ready; exit 3");
    assertTrue(Polling.until(Judged.PATIENT, () -> !running.isAlive()));
    long start = System.nanoTime();
    running.end();
    assertTrue(System.nanoTime() - start < Judged.PATIENT.toNanos(), "it was not told to end");
    assertEquals("with status 3", running.status());
    assertFalse(running.isAlive());
  }
}
