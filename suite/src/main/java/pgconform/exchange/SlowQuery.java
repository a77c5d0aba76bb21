package pgconform.exchange;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/**
 * The dialect of servers without advisory locks, or without a way to see who waits for one: a query
 * that takes long. It is said to run some round trips after it was sent, and ends by itself.
 *
 * @param query whose answer is one row
 * @param lasts how long it took when it was measured
 * @param least how long it runs at the least, because that is what it asks for, or because no
 *     cancel was seen to stop it; zero if that is not known
 * @param delay after which it is said to run; much less than {@code lasts}
 */
public record SlowQuery(String query, Duration lasts, Duration least, Duration delay)
    implements Dialect {
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
    return new Running(query, least, delay);
  }

  @Override
  public void close() {}

  private record Running(String query, Duration least, Duration delay) implements Hold {
    @Override
    public boolean certain() {
      return false;
    }

    @Override
    public Duration least() {
      return least;
    }

    /** Nobody sees it run: time is all there is to go by. */
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
