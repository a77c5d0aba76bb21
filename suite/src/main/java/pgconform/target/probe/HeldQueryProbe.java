package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Dialect;
import pgconform.exchange.SlowQuery;
import pgconform.scenario.Capability;

/**
 * Finds out how a query can be held on a server: by an advisory lock, or else by taking long.
 *
 * @param given the query to hold with, where the user gave one
 * @param locks what to hold with where there is no better way, too
 */
record HeldQueryProbe(Optional<String> given, SlowQueryProbe slowQueries, AdvisoryLocks locks) {
  /** Finds the way to hold a query. */
  Dialect dialect(FoundCapabilities found) {
    Optional<SlowQuery> slow = given.map(slowQueries::given);
    if (slow.isEmpty() && locksWork()) {
      found.has(Capability.HELD_QUERY, "advisory lock");
      return locks;
    }
    slow = slow.or(slowQueries::found);
    if (slow.isEmpty()) {
      found.lacks(Capability.HELD_QUERY);
      return locks;
    }
    locks.close();
    String seconds = "%.1f s".formatted(slow.get().lasts().toMillis() / 1e3);
    found.has(Capability.HELD_QUERY, "slow query, %s: %s".formatted(seconds, slow.get().query()));
    return slow.get();
  }

  /**
   * Tells whether a lock can be seen while it is held; else a query that waits is not seen either.
   */
  private boolean locksWork() {
    try (AdvisoryLocks.Lock hold = locks.hold()) {
      return !hold.holders().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the time after which a held query ends by itself. */
  static Duration slow(Dialect dialect) {
    return dialect instanceof SlowQuery slow ? slow.lasts().multipliedBy(2) : Duration.ZERO;
  }
}
