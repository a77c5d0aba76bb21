package pgconform.exchange;

import java.time.Duration;
import pgconform.link.Deadline;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.session.StartUpException;

/**
 * Waits until a proxy serves its clients again. A proxy that could not log in to an unusual backend
 * may refuse all clients for some time (the {@code server_login_retry} of PgBouncer is 15 s); the
 * next case would be blamed for that.
 */
final class Recovery {
  /** The time that a proxy may take to retry what has failed. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  /** The time between two attempts. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Subject.Server front;
  private final Poller poller;

  Recovery(Subject.Server front, Poller poller) {
    this.front = front;
    this.poller = poller;
  }

  /**
   * Waits while the proxy answers with errors. {@link TargetMonitor} handles a proxy that does not
   * answer at all.
   *
   * @param within how long it may take
   * @return false if the proxy still refuses, so that another wait would be in vain, too
   */
  boolean await(Duration within) {
    Deadline end = Deadline.in(within);
    while (refuses()) {
      if (end.passed()) {
        return false;
      }
      poller.pause(PAUSE.toNanos());
    }
    return true;
  }

  private boolean refuses() {
    Deadline deadline = Deadline.in(front.limit());
    try (Session session = front.session(poller, deadline)) {
      session.query("select 1", deadline);
    } catch (LinkException e) {
      // It does not answer at all.
    } catch (StartUpException e) {
      return !e.closed() && !e.silent();
    } catch (QueryException e) {
      return !deadline.passed();
    }
    return false;
  }
}
