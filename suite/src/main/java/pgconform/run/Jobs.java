package pgconform.run;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs work that mostly waits for a server in threads; closing drops work that has not begun. */
final class Jobs implements AutoCloseable {
  /** The time that work has to end after it is interrupted; then it is abandoned. */
  private static final long GRACE_MILLIS = 200;

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

  <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(() -> carryOut(work, result));
    return result;
  }

  // Whatever ends the work must end the wait for it, which nothing else would do.
  /** Does work and reports to the waiting thread how it has ended. */
  static <T> void carryOut(Callable<T> work, CompletableFuture<T> result) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Returns the exception that ended work, to be thrown in the waiting thread. */
  static RuntimeException rethrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
