package pgconform.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Polls all links of one exchange, so that a thread that waits for one of them also records what
 * happens on the others, in the order in which it happens.
 *
 * <p>There is no background thread: the thread that waits also reads. If several threads wait, one
 * of them reads for all of them. The state of all links is guarded by the poller's lock.
 */
public final class Poller implements AutoCloseable {
  /**
   * The longest single select, in milliseconds. Before Java 23, an interrupt that arrives just as a
   * select begins does not end it (JDK-8323782); this bounds the delay.
   */
  private static final long LONGEST_SELECT = 500;

  private final Selector selector;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean reading;
  private boolean dispatching;
  private boolean closedMeanwhile;

  /** An object that a poller watches; its methods are called under the lock. */
  interface Watched {
    /** Handles the readiness of its channel. */
    void ready();

    /** Closes its channel at once. */
    void abandon();
  }

  /** Opens a poller without links. */
  public Poller() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the condition holds, and reads from all links in the meantime.
   *
   * @param condition the condition, evaluated under the lock after each change of any link
   * @return whether the condition holds; false only once the deadline has passed
   */
  public boolean await(BooleanSupplier condition, Deadline deadline) {
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        long left = deadline.nanosLeft();
        if (left <= 0) {
          // Data that has arrived by the deadline counts, even if it was not yet read.
          if (!reading) {
            read(0);
          }
          return condition.getAsBoolean();
        }
        if (reading) {
          await(left);
        } else {
          read(left);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes all waiting threads evaluate their conditions again. */
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
      selector.wakeup();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the given time pass, reading from all links; for delays that a scenario asks for. */
  public void pause(long nanos) {
    Deadline end = new Deadline(System.nanoTime() + nanos);
    // The selector counts in milliseconds; shorter times are spent parked.
    if (nanos >= TimeUnit.MILLISECONDS.toNanos(2)) {
      await(() -> false, new Deadline(end.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1)));
    }
    while (!end.passed()) {
      LockSupport.parkNanos(end.nanosLeft());
    }
  }

  // The caller has the loop around this wait.
  @SuppressWarnings("WaitNotInLoop")
  private void await(long nanos) {
    try {
      changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    }
  }

  private void read(long nanos) {
    reading = true;
    lock.unlock();
    try {
      if (nanos <= 0) {
        selector.selectNow();
      } else {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
        selector.select(Math.min(Math.max(1, millis), LONGEST_SELECT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.lock();
      reading = false;
      changed.signalAll();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new Interrupted();
    }
    var keys = selector.selectedKeys();
    dispatching = true;
    try {
      for (SelectionKey key : keys) {
        if (key.isValid()) {
          ((Watched) key.attachment()).ready();
        }
      }
    } finally {
      dispatching = false;
    }
    keys.clear();
    if (closedMeanwhile) {
      closedMeanwhile = false;
      forgetClosed();
    }
  }

  /**
   * Completes the close of a registered channel now; a selector would postpone it to its next
   * select.
   */
  void forgetClosed() {
    if (reading) {
      selector.wakeup();
    } else if (dispatching) {
      // A select now would change the keys that are being iterated.
      closedMeanwhile = true;
    } else {
      try {
        selector.selectNow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Selector selector() {
    return selector;
  }

  /** Runs an action under the lock. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action under the lock. */
  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      for (SelectionKey key : List.copyOf(selector.keys())) {
        ((Watched) key.attachment()).abandon();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** The waiting thread was asked to stop. */
  public static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted() {
      super("interrupted");
    }
  }
}
