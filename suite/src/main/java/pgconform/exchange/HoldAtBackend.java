package pgconform.exchange;

import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/**
 * Holds the queries of a proxy's clients where they arrive, at the backend that pgconform plays.
 */
record HoldAtBackend(Backend backend) implements HoldStrategy {
  @Override
  public Hold hold() {
    return new Query(backend, backend.held());
  }

  @Override
  public void close() {
    // The backend is there for as long as the proxy is.
  }

  /** A query that the backend answers when it is released. */
  private record Query(Backend backend, String query) implements Hold {
    @Override
    public boolean certain() {
      return true;
    }

    @Override
    public boolean awaitRunning(BooleanSupplier over, Poller watching, Deadline deadline) {
      backend.poller().await(() -> backend.isRunning(query) || over.getAsBoolean(), deadline);
      return backend.isRunning(query);
    }

    @Override
    public void release() {
      backend.release(query);
    }

    @Override
    public void close() {
      release();
    }
  }
}
