package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/** A query that runs until a case releases it. */
public interface Hold extends AutoCloseable {
  /** Returns the query, whose answer is one row. */
  String query();

  /**
   * Returns whether it certainly runs from the end of {@link #awaitRunning} until it is released.
   * If not, the query may be over before a CancelRequest of the case arrives, which then says
   * nothing about the server.
   */
  boolean certain();

  /**
   * Returns whether a control session, which does not belong to the case, takes room on the server
   * for it.
   */
  default boolean takesSession() {
    return false;
  }

  /** Returns the least time for which it runs unless something ends it; zero if unknown. */
  default Duration least() {
    return Duration.ZERO;
  }

  /**
   * Waits until the query runs.
   *
   * @param over whether the query has ended already, so that there is nothing to wait for
   * @param poller the poller of the links of the case
   * @return whether it runs, as far as is visible, before it ends and before the deadline
   */
  boolean awaitRunning(BooleanSupplier over, Poller poller, Deadline deadline) throws IOException;

  /** Lets the query end, at once or when its time is over. */
  void release() throws IOException;

  /** Releases the query, if that was not done. */
  @Override
  void close();
}
