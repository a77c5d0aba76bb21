package pgconform.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handles Ctrl-C and similar signals for a command that has something to save. The first signal
 * asks the command to end; the second one ends this process.
 *
 * <p>Java offers signals only in {@code sun.misc.Signal}, which most Java runtimes have, but which
 * code that is to run on any of them cannot be compiled against. Without it, a shutdown hook takes
 * its place and makes the process wait for the command to end.
 */
final class Signals implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  /** The exit status that a shell reports for a program ended by SIGINT. */
  private static final int STATUS = 130;

  /** The time that hooks have after the second signal to stop what was started. */
  private static final long HOOKS_MILLIS = 1_000;

  private static final long LONGEST_WAIT_SECONDS = 10;

  private final Runnable first;
  private final AtomicInteger count = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Object, Object> former = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::hooked, "pgconform-interrupt");

  private Signals(Runnable first) {
    this.first = first;
  }

  /**
   * Handles signals from now on.
   *
   * @param first the action on the first of them, which must not block
   */
  static Signals handle(Runnable first) {
    Signals signals = new Signals(first);
    if (!signals.install()) {
      Runtime.getRuntime().addShutdownHook(signals.hook);
    }
    return signals;
  }

  private boolean install() {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invoked = this::invoked;
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invoked);
      for (String name : NAMES) {
        Object signal =
            Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        former.put(signal, handle(signal, proxy));
      }
      return true;
    } catch (ReflectiveOperationException | LinkageError e) {
      // The runtime has no signals, or keeps them for itself (-Xrs).
      restore();
      return false;
    }
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), type)
        .invoke(null, signal, handler);
  }

  /** Handles a call of a handler's method; the runtime makes it in a new thread for each signal. */
  private Object invoked(Object proxy, Method method, Object... arguments) {
    switch (method.getName()) {
      case "handle" -> {
        signalled();
        return null;
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        return "the handler of pgconform";
      }
    }
  }

  private void signalled() {
    int now = count.incrementAndGet();
    if (now == 1) {
      first.run();
    } else if (now == 2) {
      // The hooks may wait for a server that does not stop.
      Thread exit = new Thread(() -> System.exit(STATUS), "pgconform-exit");
      exit.setDaemon(true);
      exit.start();
      try {
        exit.join(HOOKS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(STATUS);
    } else {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private void hooked() {
    first.run();
    try {
      if (!closed.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restore() {
    former.forEach(
        (signal, handler) -> {
          try {
            handle(signal, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal cannot be given back", e);
          }
        });
    former.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    // After a signal, another one still ends the process while it stops what it has started.
    if (count.get() == 0) {
      restore();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown, and with it the hook, has begun.
    }
  }
}
