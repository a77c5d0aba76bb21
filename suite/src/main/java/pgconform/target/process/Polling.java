package pgconform.target.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, for a limited time, for a state that can only be polled. */
public final class Polling {
  private static final long PARK_NANOS = Duration.ofMillis(5).toNanos();

  private Polling() {}

  /**
   * Polls until the state is reached.
   *
   * <p>An interrupt is kept for the caller and does not end the wait early, because the wait is for
   * processes that must not be left behind.
   *
   * @return whether it was reached in time
   */
  public static boolean until(Duration bound, BooleanSupplier state) {
    return until(bound, PARK_NANOS, state);
  }

  /** Polls until a state is reached that takes long to poll. */
  public static boolean until(Duration bound, Duration pause, BooleanSupplier state) {
    return until(bound, pause.toNanos(), state);
  }

  private static boolean until(Duration bound, long pause, BooleanSupplier state) {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (!state.getAsBoolean()) {
        if (System.nanoTime() - start > bound.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(pause);
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
