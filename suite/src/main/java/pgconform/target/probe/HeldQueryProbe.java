package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.HoldStrategy;
import pgconform.exchange.Room;
import pgconform.exchange.SlowQuery;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.scenario.Capability;
import pgconform.session.Session;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/**
 * Finds out how a query can be held on a server: by an advisory lock, or else by a slow query.
 *
 * @param starter starts the second session
 * @param given the query to hold, if the user gave one
 * @param locks the locks, which are also used if there is no better way
 * @param oneServer whether all sessions are on one server, so that they have the same locks
 * @param room the room of the target; a lock needs two sessions at the same time, and a slow query
 *     needs one
 */
record HeldQueryProbe(
    SessionStarter starter,
    Optional<String> given,
    SlowQueryProbe slowQueries,
    AdvisoryLocks locks,
    boolean oneServer,
    Room room) {
  /**
   * The number of sessions of a scenario that holds a query by a lock, including the second session
   * that most of them have.
   */
  private static final int LOCKS = 3;

  /** Finds the method to hold a query. */
  HoldStrategy strategy(FoundCapabilities found) {
    Optional<SlowQuery> slow = given.map(slowQueries::given);
    if (slow.isEmpty() && oneServer && room.has(LOCKS) && locksWork()) {
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
    return slow.get().least().isZero() ? tried(slow.get(), found) : slow.get();
  }

  private HoldStrategy tried(SlowQuery slow, FoundCapabilities found) {
    Optional<SlowQuery> ignored = new CancelTrials(starter, slow).ignored();
    if (ignored.isPresent()) {
      found.tell(
          "cancels of that query",
          "no effect: it took its usual time, %d of %d times"
              .formatted(CancelTrials.TRIALS, CancelTrials.TRIALS));
    }
    return ignored.orElse(slow);
  }

  /** Returns whether a second session is seen waiting for the lock, and answers when it is free. */
  private boolean locksWork() {
    try (AdvisoryLocks.Lock hold = locks.hold();
        Session second = starter.start()) {
      Deadline deadline = starter.patience().next();
      Query query = new Query(hold.query());
      second.link().send(query.encode(), List.of(query), deadline);
      boolean waits =
          hold.awaitRunning(
              () -> second.link().waiting(HeldQueryProbe::ends), starter.poller(), deadline);
      hold.release();
      return waits && isAnswered(second, deadline);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean ends(Event event) {
    return !(event instanceof Event.Received received)
        || received.message() instanceof ErrorResponse
        || received.message() instanceof ReadyForQuery;
  }

  private static boolean isAnswered(Session session, Deadline deadline) {
    boolean row = false;
    while (true) {
      Optional<Event> event = session.link().next(deadline);
      if (event.isEmpty() || ends(event.get())) {
        return row
            && event.isPresent()
            && event.get() instanceof Event.Received received
            && received.message() instanceof ReadyForQuery;
      }
      row |= ((Event.Received) event.get()).message() instanceof DataRow;
    }
  }

  /** Returns the time after which a held query ends on its own. */
  static Duration slow(HoldStrategy strategy) {
    return strategy instanceof SlowQuery slow ? slow.lasts().multipliedBy(2) : Duration.ZERO;
  }
}
