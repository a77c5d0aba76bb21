package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pgconform.exchange.Room;
import pgconform.link.Deadline;
import pgconform.session.QueryException;

/**
 * Counts the sessions that can have a query answered at the same time, and then the transactions. A
 * start-up alone shows nothing, because a proxy in front of a server may answer it on its own.
 */
final class RoomProbe {
  /**
   * The time to wait for an answer: one session too many gets none, and a server that is not slow
   * answers within this time.
   */
  private static final Duration WAIT = Duration.ofSeconds(3);

  /**
   * The time that a session may take on a slow server, as a multiple of the time of the first one.
   */
  private static final int SLOWER = 5;

  /** The time after which the count ends without a limit if sessions take long. */
  private static final Duration WHOLE = Duration.ofSeconds(5);

  private final SessionStarter starter;
  private final List<SqlProbe> open = new ArrayList<>();

  private RoomProbe(SessionStarter starter) {
    this.starter = starter;
  }

  /**
   * The result of the count.
   *
   * @param counted the number of sessions that were served at the same time; zero if unknown
   * @param room the room, which is limited if one more session was not served
   */
  record Found(int counted, Room room) {}

  /** Opens sessions until one is not served, or until there are {@code most}. */
  static Found look(SessionStarter starter, int most) {
    RoomProbe probe = new RoomProbe(starter);
    try {
      return probe.sessions(most);
    } finally {
      // The waiting sessions are closed first, so that they do not get what the others give back.
      for (int i = probe.open.size() - 1; i >= 0; i--) {
        probe.open.get(i).close();
      }
    }
  }

  private Found sessions(int most) {
    long begun = System.nanoTime();
    SqlProbe first = another(starter, starter.patience().each());
    if (!isServed(first)) {
      return new Found(0, Room.PLENTY);
    }
    Duration wait = wait(Duration.ofNanos(System.nanoTime() - begun));
    SessionStarter impatient = starter.within(starter.patience().forEach(wait));
    Deadline end = Deadline.in(WHOLE);
    while (open.size() < most) {
      if (end.passed()) {
        return new Found(open.size(), Room.PLENTY);
      }
      SqlProbe next = another(impatient, wait);
      if (!next.begins()) {
        return limit(open.size() - 1, Room.Taken.BY_START);
      } else if (!isServed(next)) {
        return limit(open.size() - 1, Room.Taken.BY_QUERY);
      }
    }
    return transactions();
  }

  private SqlProbe another(SessionStarter by, Duration limit) {
    SqlProbe another = new SqlProbe(by, limit);
    open.add(another);
    return another;
  }

  private Duration wait(Duration first) {
    Duration slow = first.multipliedBy(SLOWER);
    Duration wait = slow.compareTo(WAIT) > 0 ? slow : WAIT;
    Duration most = starter.patience().each();
    return wait.compareTo(most) < 0 ? wait : most;
  }

  /** Returns whether a query is answered, even with an error. */
  private static boolean isServed(SqlProbe session) {
    try {
      session.answer("select 1");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Counts the transactions that those sessions can have at the same time. */
  private Found transactions() {
    int begun = 0;
    try {
      for (SqlProbe session : open) {
        session.rows("begin");
        begun++;
      }
      return new Found(begun, Room.PLENTY);
    } catch (QueryException e) {
      // A server that does not support transactions is not limited by them.
      return e.answered() ? new Found(0, Room.PLENTY) : limit(begun, Room.Taken.BY_TRANSACTION);
    } catch (IOException e) {
      return limit(begun, Room.Taken.BY_TRANSACTION);
    } finally {
      open.subList(0, begun).forEach(session -> session.runs("rollback"));
    }
  }

  /** Returns the limit that was reached; a probe without any time left has not reached one. */
  private Found limit(int served, Room.Taken taken) {
    boolean met = served > 0 && !starter.patience().isOver();
    return new Found(served, met ? new Room(served, taken) : Room.PLENTY);
  }
}
