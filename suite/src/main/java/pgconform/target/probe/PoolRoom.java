package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pgconform.session.Session;

/** Counts how many transactions can be open at the same time. */
final class PoolRoom {
  /** A pool that is exhausted makes the next one wait; a server answers within this. */
  private static final Duration WAIT = Duration.ofSeconds(3);

  private PoolRoom() {}

  /** Returns how many sessions with open transactions there were, at most as many as wanted. */
  static int sessions(SessionStarter starter, int most) {
    SessionStarter impatient = starter.within(WAIT);
    List<Session> sessions = new ArrayList<>();
    try {
      while (sessions.size() < most) {
        Session session = impatient.start();
        sessions.add(session);
        if (!new SqlProbe(session, WAIT).runs("begin")) {
          return sessions.size() - 1;
        }
      }
    } catch (IOException e) {
      // That one had no room any more.
    } finally {
      sessions.forEach(Session::close);
    }
    return sessions.size();
  }
}
