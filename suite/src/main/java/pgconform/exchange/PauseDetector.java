package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Measures how late this process is scheduled: a thread sleeps repeatedly, and measures how late it
 * wakes up. A process that was not scheduled cannot tell whether an answer was late.
 */
final class PauseDetector {
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(50);

  /** The delay up to which waking late is usual on a busy machine. */
  private static final long USUAL = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int MOST = 1_000;
  private static final PauseDetector PROCESS = new PauseDetector();

  static {
    Thread watchdog = new Thread(PROCESS::watch, "pgconform-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private final Deque<Stall> stalls = new ArrayDeque<>();

  private record Stall(long end, long nanos) {}

  /** Returns the detector of this process. */
  static PauseDetector ofProcess() {
    return PROCESS;
  }

  private void watch() {
    long woken = System.nanoTime();
    while (true) {
      try {
        TimeUnit.NANOSECONDS.sleep(NAP);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      woken(now, now - woken - NAP);
      woken = now;
    }
  }

  /** Notes by how much the thread woke up late. */
  synchronized void woken(long now, long late) {
    if (late > USUAL) {
      stalls.addLast(new Stall(now, late));
      if (stalls.size() > MOST) {
        stalls.removeFirst();
      }
    }
  }

  /**
   * Returns how long this process was not scheduled since a moment of {@link System#nanoTime()}.
   */
  synchronized Duration since(long nanoTime) {
    return Duration.ofNanos(
        stalls.stream().filter(s -> s.end - nanoTime > 0).mapToLong(Stall::nanos).sum());
  }
}
