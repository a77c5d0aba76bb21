package pgconform.target.postgres;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts programs that should end with this process.
 *
 * <p>The kernel ends such a program (see {@link ServerUser#command}) with the thread that started
 * it, rather than with the process. Therefore, a single thread starts all of them, which lives as
 * long as the process.
 */
final class ProcessLauncher {
  /** An empty file. */
  static final File NOTHING = new File("/dev/null");

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "pgconform-launcher");
            thread.setDaemon(true);
            return thread;
          });

  private ProcessLauncher() {}

  /** Starts a program with a minimal environment, without the settings of the user's own server. */
  static Process start(ProcessBuilder program) throws IOException {
    Map<String, String> environment = program.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.putAll(Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
    Future<Process> started = THREAD.submit(program::start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // The process may have been started already, and must not be lost.
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
