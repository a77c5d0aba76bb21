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
  // The common pool has one thread on two cores, and may be gone while the JVM shuts down.
  private static final Executor THREADS = task -> new Thread(task, "pgconform-end").start();

  private static final Set<AutoCloseable> SERVERS = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;

  private ShutdownHook() {}

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(ShutdownHook::closeAll, "pgconform-shutdown"));
    } catch (IllegalStateException e) {
      // The shutdown has already begun.
      ending = true;
    }
  }

  /** Creates a server. */
  @FunctionalInterface
  public interface Making<T> {
    /** Creates the server. */
    T run() throws IOException;
  }

  /** Registers the hook before there is anything to clean up. */
  public static void begin() {
    if (ending) {
      throw new TargetUnavailable("pgconform is shutting down and starts no further servers");
    }
  }

  /** Returns whether this process is ending, so that a server need only be waited for to end. */
  public static boolean isEnding() {
    return ending;
  }

  /** Creates a server that the hook knows from the first moment on. */
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
   * Ends all servers now, because this process is about to end: what is left to do needs no
   * servers, and no more can be started. The end of the process waits for the end of the servers.
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
