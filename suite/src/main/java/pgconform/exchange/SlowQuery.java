package pgconform.exchange;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/**
 * Holds queries on servers without advisory locks, or without a view that shows who waits for one:
 * it uses a query that takes a long time and ends by itself. The query counts as running a few
 * round trips after it was sent.
 *
 * @param query a query that returns one row
 * @param lasts how long it took when it was measured
 * @param least its minimum duration, if the query itself determines it or no cancel was seen to
 *     stop it; otherwise zero
 * @param delay the time after which it counts as running; much less than {@code lasts}
 */
public record SlowQuery(String query, Duration lasts, Duration least, Duration delay)
    implements HoldStrategy {
  /**
   * Whether a query that runs at least so long was running from when something was about to be done
   * to it until that was done. It was answered when it was over, and not before its time; then it
   * had begun by so much earlier, and was not over before half of it.
   *
   * @param asked when it was about to be sent, in nanoseconds of {@link System#nanoTime()}
   * @param answered when its answer came
   * @param from when something was about to be done to it
   * @param done when that was done
   */
  public static boolean wasRunning(
      Duration least, long asked, long answered, long from, long done) {
    long nanos = least.toNanos();
    return nanos > 0
        && answered - asked >= nanos
        && answered - nanos <= from
        && done <= asked + nanos / 2;
  }

  @Override
  public Hold hold() {
    return new Query(query, least, delay);
  }

  @Override
  public void close() {}

  private record Query(String query, Duration least, Duration delay) implements Hold {
    @Override
    public boolean certain() {
      return false;
    }

    @Override
    public Duration least() {
      return least;
    }

    /** The query cannot be observed; only the time is known. */
    @Override
    public boolean awaitRunning(BooleanSupplier over, Poller poller, Deadline deadline) {
      poller.pause(Math.min(delay.toNanos(), deadline.nanosLeft()));
      return !over.getAsBoolean();
    }

    @Override
    public void release() {}

    @Override
    public void close() {}
  }
}
