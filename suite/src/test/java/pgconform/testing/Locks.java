package pgconform.testing;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Advisory locks, and the sessions that hold them or wait for them. */
final class Locks {
  private final Map<String, Backend> holders = new HashMap<>();
  private final Map<Backend, String> waiting = new HashMap<>();
  private final Set<Backend> busy = new HashSet<>();
  private final Set<Backend> cancelled = new HashSet<>();

  /** A query begins: from now on it can be cancelled. */
  synchronized void begin(Backend backend) {
    busy.add(backend);
    cancelled.remove(backend);
  }

  /** The query has ended. */
  synchronized void end(Backend backend) {
    busy.remove(backend);
  }

  /** Takes a lock, as soon as nobody else holds it. */
  synchronized void lock(Backend backend, String name) throws Cancelled, InterruptedIOException {
    waiting.put(backend, name);
    try {
      while (true) {
        // A cancel that came before the lock was free counts, however late this thread wakes up.
        if (cancelled.remove(backend)) {
          throw new Cancelled();
        }
        if (!holders.containsKey(name) || holders.get(name).equals(backend)) {
          break;
        }
        wait();
      }
      holders.put(name, backend);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the server ends");
    } finally {
      waiting.remove(backend);
    }
  }

  /** Lets time pass, unless the query is cancelled. */
  synchronized void sleep(Backend backend, Duration time) throws Cancelled, InterruptedIOException {
    long end = System.nanoTime() + time.toNanos();
    try {
      while (!cancelled.remove(backend)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      throw new Cancelled();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the server ends");
    }
  }

  /** Gives a lock back; whether it was held. */
  synchronized boolean unlock(Backend backend, String name) {
    boolean held = holders.remove(name, backend);
    notifyAll();
    return held;
  }

  /** Gives back all that a session holds. */
  synchronized void unlockAll(Backend backend) {
    holders.values().removeIf(backend::equals);
    notifyAll();
  }

  /** Cancels the query that a session runs, if it runs one. */
  synchronized void cancel(Backend backend) {
    if (busy.contains(backend)) {
      cancelled.add(backend);
      notifyAll();
    }
  }

  /** The process IDs of those who wait for a lock, or of the one who holds it. */
  synchronized List<String> seen(String name, boolean granted) {
    List<String> processIds = new ArrayList<>();
    if (granted && holders.containsKey(name)) {
      processIds.add(Integer.toString(holders.get(name).processId()));
    } else if (!granted) {
      waiting.forEach(
          (backend, wanted) -> {
            // Who waits for what nobody else holds is about to have it.
            if (wanted.equals(name) && holders.containsKey(name)) {
              processIds.add(Integer.toString(backend.processId()));
            }
          });
    }
    return processIds;
  }
}
