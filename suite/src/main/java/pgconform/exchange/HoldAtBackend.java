package pgconform.exchange;

import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/** Holds the queries of a proxy's clients at the backend that pgconform provides. */
record HoldAtBackend(Backend backend) implements HoldStrategy {
  @Override
  public Hold hold() {
    return new Query(backend, backend.held());
  }

  @Override
  public void close() {
    // The backend exists as long as the proxy.
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
