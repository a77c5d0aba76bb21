package pgconform.target.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import pgconform.target.failure.TargetUnavailable;

/** Ends the servers of this process when it ends. */
final class ShutdownHook {
  private static final Set<StartedServer> SERVERS = ConcurrentHashMap.newKeySet();
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

  /** Puts the hook in place before there is anything to clear away. */
  static void begin() {
    if (ending) {
      throw new TargetUnavailable("no server is started any more while this process ends");
    }
  }

  /** Makes a server that the hook knows from the first moment on. */
  static synchronized <S extends StartedServer> S add(FileMutex.Work<S> making) throws IOException {
    begin();
    S server = making.run();
    SERVERS.add(server);
    return server;
  }

  static void remove(StartedServer server) {
    SERVERS.remove(server);
  }

  private static synchronized void end() {
    ending = true;
  }

  private static void closeAll() {
    end();
    List<CompletableFuture<Void>> closing =
        SERVERS.stream()
            .map(server -> CompletableFuture.runAsync(server::close, PostgresServer.THREADS))
            .toList();
    for (CompletableFuture<Void> each : closing) {
      try {
        each.join();
      } catch (CompletionException e) {
        // There is nobody left to tell; the next start removes what is left.
      }
    }
  }
}
