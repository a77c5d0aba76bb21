package pgconform.exchange;

import java.io.IOException;

/** A method of making a server run a query until a case releases it. */
public sealed interface HoldStrategy extends AutoCloseable
    permits AdvisoryLocks, SlowQuery, HoldAtBackend {
  /**
   * Begins to hold: from now on {@link Hold#query()} does not end on its own, or not soon.
   *
   * @throws IOException with one sentence, if the server does not support what this needs
   */
  Hold hold() throws IOException;

  /** Closes all sessions that were opened for it. */
  @Override
  void close();
}
