package pgconform.exchange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import pgconform.link.Event;

/**
 * The last query that a session was made to hold. If it is only a long-running query, nobody can
 * observe whether it is still running. What is known is its minimum duration, and when it was sent,
 * canceled and answered.
 */
final class HeldQuery {
  final Hold hold;
  private final long asked = System.nanoTime();
  private final List<Aim> aims = new CopyOnWriteArrayList<>();

  /** CancelRequests that leave now or later, and the connections that they leave on. */
  private record Aim(long before, List<Connection> requests) {}

  /** It is going to be sent. */
  HeldQuery(Hold hold) {
    this.hold = hold;
  }

  /** CancelRequests that name its session are going to be sent. */
  void aimedAt(List<Connection> requests) {
    aims.add(new Aim(System.nanoTime(), requests));
  }

  /**
   * Whether it may have been over, or not begun, while what was aimed at it was carried out.
   *
   * @param answered when it was seen to have run to its end, in nanoseconds of {@link
   *     System#nanoTime()}
   */
  boolean isInDoubt(long answered) {
    return !hold.certain() && aims.stream().noneMatch(aim -> missed(aim, answered));
  }

  /** Whether the server had closed one of the connections, which it does afterwards. */
  private boolean missed(Aim aim, long answered) {
    return aim.requests.stream()
        .flatMap(request -> request.link.end().stream())
        .mapToLong(Event::nanos)
        .anyMatch(
            closed -> SlowQuery.wasRunning(hold.least(), asked, answered, aim.before, closed));
  }
}
