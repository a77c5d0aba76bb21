package pgconform.exchange;

import java.io.IOException;

/** How a server is made to run a query for as long as a case wants. */
public sealed interface Dialect extends AutoCloseable
    permits AdvisoryLocks, SlowQuery, Backend.AtBackend {
  /**
   * Begins to hold: from now on {@link Hold#query()} does not end by itself, or not soon.
   *
   * @throws IOException with one sentence, if the server does not do what the dialect takes
   */
  Hold hold() throws IOException;

  /** Ends whatever was opened for it. */
  @Override
  void close();
}
