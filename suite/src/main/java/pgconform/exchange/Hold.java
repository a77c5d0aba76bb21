package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import pgconform.link.Deadline;
import pgconform.link.Poller;

/** A query that runs until a case releases it. */
public interface Hold extends AutoCloseable {
  /** The query; its answer is one row. */
  String query();

  /**
   * Whether it certainly runs from when that was awaited until it is released. Where it is not, the
   * query may be over before what a case does to it arrives, which then tells nothing.
   */
  boolean certain();

  /** Whether another session, which is none of the case's, takes room on the server for it. */
  default boolean takesSession() {
    return false;
  }

  /** How long it runs at the least, unless something ends it; zero if that is not known. */
  default Duration least() {
    return Duration.ZERO;
  }

  /**
   * Waits until the query runs.
   *
   * @param over whether the query has ended already, so that there is nothing to wait for
   * @param poller of the links of the case
   * @return whether it runs, as far as can be told, before that and before the deadline
   */
  boolean awaitRunning(BooleanSupplier over, Poller poller, Deadline deadline) throws IOException;

  /** Lets the query end, now or when its time is over. */
  void release() throws IOException;

  /** Releases, if that was not done. */
  @Override
  void close();
}
