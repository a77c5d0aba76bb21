package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.exchange.Room;
import pgconform.scenario.Capability;
import pgconform.session.Session;

/**
 * Finds out how many scenarios a server can take at the same time. The limits that it reports are
 * sufficient if there is plenty of room; otherwise, sessions are opened until one is refused,
 * because slots are reserved, roles and databases have their own limits, and others use the server,
 * too.
 */
record ConnectionLimitProbe(SessionStarter starter, SqlProbe questions) {
  /**
   * The largest number of connections that a scenario has open at the same time, unless it runs
   * alone.
   */
  private static final int CONNECTIONS_PER_JOB = 6;

  /** The number of simultaneous scenarios on a server that does not report its connection limit. */
  private static final int USUAL = 8;

  /** The number of sessions of the largest scenarios, and some more. */
  static final int PLENTY = 40;

  private static final String WHAT = "room for sessions";

  /**
   * The result of the probe.
   *
   * @param scenarios the number of scenarios that can run at the same time
   * @param room the room that the sessions of all of them share
   */
  record Found(int scenarios, Room room) {}

  /**
   * Finds out how many scenarios can run at the same time.
   *
   * @param behind whether there is a pool in front of the server, which may be smaller
   * @param few the room, if it is known to be for few sessions
   */
  Found look(boolean behind, Room few, FoundCapabilities found) {
    if (few.isLimited()) {
      return counted(new RoomProbe.Found(few.sessions(), few), found);
    } else if (behind) {
      questions.leave();
      return counted(RoomProbe.look(starter, PLENTY), found);
    }
    Optional<Integer> most = questions.setting("max_connections");
    if (most.isPresent()) {
      return new Found(scenarios(most, found), Room.PLENTY);
    }
    // This is another kind of server, which may be behind a pool.
    questions.leave();
    RoomProbe.Found seen = RoomProbe.look(starter, PLENTY);
    if (seen.room().isLimited()) {
      return counted(seen, found);
    }
    many(true, found);
    return new Found(USUAL, Room.PLENTY);
  }

  private static Found counted(RoomProbe.Found seen, FoundCapabilities found) {
    many(seen.counted() == PLENTY, found);
    found.tell(
        "room",
        seen.room().isLimited()
            ? seen.room() + " at a time"
            : "for at least %d transactions at a time".formatted(seen.counted()));
    // The control sessions that hold queries use backends, too.
    int scenarios = Math.max(1, seen.counted() / (CONNECTIONS_PER_JOB + 1));
    return new Found(scenarios, seen.room());
  }

  private int scenarios(Optional<Integer> most, FoundCapabilities found) {
    if (left(most.get()) >= PLENTY) {
      many(true, found);
      return Math.max(1, most.get() / CONNECTIONS_PER_JOB);
    }
    int opened = opened(starter);
    many(opened == PLENTY, found);
    found.tell(WHAT, opened == PLENTY ? "at least " + PLENTY : Integer.toString(opened));
    return Math.max(1, opened / CONNECTIONS_PER_JOB);
  }

  private static void many(boolean room, FoundCapabilities found) {
    found.tell(Capability.MANY_SESSIONS, room);
  }

  /** Returns how many connections are left according to the server's settings. */
  private int left(int most) {
    int reserved =
        Stream.of("superuser_reserved_connections", "reserved_connections")
            .flatMap(name -> questions.setting(name).stream())
            .mapToInt(Integer::intValue)
            .sum();
    int used = number("select count(*) from pg_catalog.pg_stat_activity").orElse(most);
    int ofRole =
        number("select rolconnlimit from pg_catalog.pg_roles where rolname = session_user")
            .orElse(0);
    int ofDatabase =
        number(
                "select datconnlimit from pg_catalog.pg_database"
                    + " where datname = pg_catalog.current_database()")
            .orElse(0);
    int left = most - reserved - used;
    return Stream.of(ofRole, ofDatabase).filter(limit -> limit >= 0).reduce(left, Math::min);
  }

  private Optional<Integer> number(String sql) {
    try {
      return questions.value(sql).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns how many sessions there is room for besides the one that asks; {@link #PLENTY} at most.
   */
  static int opened(SessionStarter starter) {
    List<Session> sessions = new ArrayList<>();
    try {
      while (sessions.size() < PLENTY) {
        sessions.add(starter.start());
      }
    } catch (IOException e) {
      // There is no more room.
    } finally {
      sessions.forEach(starter.patience()::end);
    }
    return sessions.size();
  }
}
