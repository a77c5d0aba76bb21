package pgconform.run;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Threads for work that mostly waits for a server; closing them drops work that has not begun. */
final class Jobs implements AutoCloseable {
  /** Work that is told to end has this time for it; then it is left to itself. */
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

  // Whatever ends the work ends the wait for it, and nothing else would tell.
  /** Does work and tells who waits for it how it has ended, however that is. */
  static <T> void carryOut(Callable<T> work, CompletableFuture<T> result) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** What ended work, to be thrown to whoever has waited for it. */
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
