package pgconform.run;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import pgconform.target.ProbedTarget;
import pgconform.target.failure.TargetUnavailable;

/**
 * A target that is open while a run needs it. Starting, probing and stopping a target takes time,
 * for which an interrupted run does not wait. What was started ends with this process at the
 * latest.
 *
 * @param target the target; empty if the run was interrupted before it was open
 */
record RunningTarget(Optional<ProbedTarget> target, Interruption interruption)
    implements AutoCloseable {
  /**
   * The time for which an interrupted run waits for a target to close before it writes its reports.
   */
  private static final long PATIENCE_MILLIS = 400;

  /**
   * Opens a target.
   *
   * @throws TargetUnavailable if the target cannot be opened
   */
  static RunningTarget open(Supplier<ProbedTarget> opening, Interruption interruption)
      throws InterruptedException {
    if (interruption.asked()) {
      return new RunningTarget(Optional.empty(), interruption);
    }
    CompletableFuture<ProbedTarget> work = beside("pgconform-open", opening);
    try {
      return new RunningTarget(interruption.orEnd(work), interruption);
    } catch (ExecutionException e) {
      throw Jobs.rethrown(e);
    }
  }

  /**
   * Runs work in a thread that is not interrupted, since a partly stopped server would be left
   * behind.
   */
  private static <T> CompletableFuture<T> beside(String name, Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> Jobs.carryOut(work::get, result), name);
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  @Override
  public void close() {
    if (target.isEmpty()) {
      return;
    }
    CompletableFuture<Boolean> work =
        beside(
            "pgconform-close",
            () -> {
              target.get().close();
              return true;
            });
    try {
      if (interruption.orEnd(work).isEmpty()) {
        work.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException e) {
      // The end of this process ends what was started for the target.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw Jobs.rethrown(e);
    }
  }
}
