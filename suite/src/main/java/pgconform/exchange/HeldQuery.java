package pgconform.exchange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import pgconform.link.Event;

/**
 * The last query that a session was made to hold. If it is only a long-running query, nobody can
 * observe whether it is still running. Only its minimum duration, and the times at which it was
 * sent, canceled and answered are known.
 */
final class HeldQuery {
  final Hold hold;
  private final long asked = System.nanoTime();
  private final List<Aim> aims = new CopyOnWriteArrayList<>();

  /** CancelRequests that are sent now or later, and the connections that they are sent on. */
  private record Aim(long before, List<Connection> requests) {}

  /** Takes a query that is about to be sent. */
  HeldQuery(Hold hold) {
    this.hold = hold;
  }

  /** Notes CancelRequests that name its session and are about to be sent. */
  void aimedAt(List<Connection> requests) {
    aims.add(new Aim(System.nanoTime(), requests));
  }

  /**
   * Returns whether it may have been over, or not begun, when the CancelRequests were carried out.
   *
   * @param answered when it was seen to have run to its end, in nanoseconds of {@link
   *     System#nanoTime()}
   */
  boolean isInDoubt(long answered) {
    return !hold.certain() && aims.stream().noneMatch(aim -> missed(aim, answered));
  }

  /**
   * Returns whether the server had closed one of the connections, which it does after canceling.
   */
  private boolean missed(Aim aim, long answered) {
    return aim.requests.stream()
        .flatMap(request -> request.link.end().stream())
        .mapToLong(Event::nanos)
        .anyMatch(
            closed -> SlowQuery.wasRunning(hold.least(), asked, answered, aim.before, closed));
  }
}
