package pgconform.run;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads for work that mostly waits for a server; closing them drops work that has not begun. */
final class Jobs implements AutoCloseable {
  private final ExecutorService executor;

  Jobs(int threads) {
    executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "pgconform-job");
              thread.setDaemon(true);
              return thread;
            });
  }

  <T> Future<T> submit(Callable<T> work) {
    return executor.submit(work);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
