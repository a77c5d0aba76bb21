package pgconform.target.process;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import pgconform.target.failure.TargetUnavailable;

/** Ends the servers of this process when it ends. */
public final class ShutdownHook {
  // The common pool has one thread on two cores, and may be gone while the JVM ends.
  private static final Executor THREADS = task -> new Thread(task, "pgconform-end").start();

  private static final Set<AutoCloseable> SERVERS = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;

  private ShutdownHook() {}

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(ShutdownHook::closeAll, "pgconform-shutdown"));
    } catch (IllegalStateException e) {
      // The end has begun already.
      ending = true;
    }
  }

  /** Makes a server. */
  @FunctionalInterface
  public interface Making<T> {
    /** Makes it. */
    T run() throws IOException;
  }

  /** Puts the hook in place before there is anything to clear away. */
  public static void begin() {
    if (ending) {
      throw new TargetUnavailable("pgconform is shutting down and starts no further servers");
    }
  }

  /** Tells whether this process ends, so that nobody waits for a server to do anything but end. */
  public static boolean isEnding() {
    return ending;
  }

  /** Makes a server that the hook knows from the first moment on. */
  public static synchronized <T extends AutoCloseable> T add(Making<T> making) throws IOException {
    begin();
    T server = making.run();
    SERVERS.add(server);
    return server;
  }

  /** Forgets a server that has ended. */
  public static void remove(AutoCloseable server) {
    SERVERS.remove(server);
  }

  /**
   * Ends all servers now, because this process is about to end: it has something left to do that
   * needs none of them, and no further one starts. The end of the process waits for theirs.
   */
  public static void hurry() {
    end();
    Thread thread = new Thread(ShutdownHook::closeAll, "pgconform-hurry");
    thread.setDaemon(true);
    thread.start();
  }

  private static synchronized void end() {
    ending = true;
  }

  private static void closeAll() {
    end();
    List<CompletableFuture<Void>> closing =
        SERVERS.stream()
            .map(server -> CompletableFuture.runAsync(() -> close(server), THREADS))
            .toList();
    for (CompletableFuture<Void> each : closing) {
      try {
        each.join();
      } catch (CompletionException e) {
        // No message can be shown any more; the next start removes the remaining files.
      }
    }
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
