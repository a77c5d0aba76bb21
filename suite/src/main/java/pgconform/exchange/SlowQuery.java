package pgconform.exchange;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/**
 * Holds queries on servers without advisory locks, or without a view that shows which session waits
 * for one. It uses a query that takes a long time and ends on its own. The query counts as running
 * a few round trips after it was sent.
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
   * Returns whether a query with this minimum duration was running during the whole of an action on
   * it. The query must have been answered after no less than that duration; then it had begun that
   * much earlier, and was not over before half of it.
   *
   * @param asked when the query was about to be sent, in nanoseconds of {@link System#nanoTime()}
   * @param answered when its answer came
   * @param from when the action was about to begin
   * @param done when the action was done
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

    /** Waits for a fixed time: the query cannot be observed. */
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
