package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;

/**
 * Connects to the target at short intervals while cases run, closes its side, and waits for the
 * target to close the other, so that a time in which the target, or a proxy in front of it, stood
 * still is known afterwards. This takes no session, and PostgreSQL does not log it as an error.
 */
final class Pulse implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** The longest time that an answer is waited for. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** The time in which a connection is closed if nothing stands still. */
  private static final Duration USUAL = Duration.ofMillis(500);

  private static final int MOST = 1_000;

  private final Address address;
  private final Deque<Silence> silences = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "pgconform-pulse");
  private long asked;
  private boolean known;

  /** A time, by {@link System#nanoTime()}, in which a connection waited for its close. */
  private record Silence(long from, long to) {
    /** Returns how much of it is in another time. */
    private long within(long start, long end) {
      return Math.max(0, Math.min(to - start, end - start) - Math.max(0, from - start));
    }
  }

  private Pulse(Address address) {
    this.address = address;
    thread.setDaemon(true);
  }

  /** Starts to ask the server at an address. */
  static Pulse of(Address address) {
    Pulse pulse = new Pulse(address);
    pulse.thread.start();
    return pulse;
  }

  private void run() {
    try (Poller poller = new Poller()) {
      while (!Thread.currentThread().isInterrupted() && beat(poller)) {
        poller.pause(INTERVAL.toNanos());
      }
    } catch (Poller.Interrupted e) {
      // It is over.
    }
  }

  /** Asks once; returns whether it makes sense to ask again. */
  private boolean beat(Poller poller) {
    long start = System.nanoTime();
    asks(start);
    boolean answered = answers(poller, Deadline.in(LONGEST));
    return heard(start, System.nanoTime(), answered);
  }

  private boolean answers(Poller poller, Deadline deadline) {
    try (Link link = Link.connect(poller, Transcript.none(), "pulse", address, deadline)) {
      link.closeOutput();
      return link.next(deadline).isPresent();
    } catch (LinkException e) {
      // A refused connection is no silence.
      return !deadline.passed();
    }
  }

  private synchronized void asks(long start) {
    asked = start;
  }

  /**
   * Notes when a connection was closed; returns false if the server has never closed one, of which
   * nothing can be told.
   */
  private synchronized boolean heard(long start, long now, boolean answered) {
    asked = 0;
    notifyAll();
    known |= answered;
    if (now - start > USUAL.toNanos()) {
      silences.addLast(new Silence(start, now));
      if (silences.size() > MOST) {
        silences.removeFirst();
      }
    }
    return known;
  }

  /**
   * Returns for how long the target did not react in a time, by {@link System#nanoTime()}, if it
   * reacts again by the deadline; otherwise zero.
   */
  synchronized Duration silence(long from, long to, Deadline deadline) {
    while (isWaiting() && !deadline.passed()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, deadline.nanosLeft());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Duration.ZERO;
      }
    }
    return isWaiting() || !known
        ? Duration.ZERO
        : Duration.ofNanos(silences.stream().mapToLong(each -> each.within(from, to)).sum());
  }

  /** Returns whether an answer is late that has not come yet. */
  private boolean isWaiting() {
    return asked != 0 && System.nanoTime() - asked > USUAL.toNanos();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
