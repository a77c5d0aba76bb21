package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.scenario.Capability;
import pgconform.session.Session;

/**
 * Finds out how many scenarios a server can take at the same time. What it tells of its limits is
 * enough where there is plenty of room; else sessions are opened until one is refused, because
 * slots are reserved, roles and databases have limits of their own, and others use the server too.
 */
record ConnectionLimitProbe(SessionStarter starter, SqlProbe questions) {
  /** The most connections that a scenario has open at a time, unless it runs alone. */
  private static final int CONNECTIONS_PER_JOB = 6;

  /** Scenarios at a time on a server that does not tell how many connections it takes. */
  private static final int USUAL = 8;

  /** As many sessions as the largest scenarios start, and some more. */
  static final int PLENTY = 40;

  private static final String WHAT = "room for sessions";

  /**
   * Returns how many scenarios can run at the same time.
   *
   * @param behind whether a pool stands before the server, which may be smaller
   */
  int scenarios(boolean behind, FoundCapabilities found) {
    if (behind) {
      int transactions = PoolSizeProbe.transactions(starter, PLENTY);
      many(transactions == PLENTY, found);
      found.tell("room", "for %d transactions at a time".formatted(transactions));
      // The control sessions that hold queries take backends, too.
      return Math.max(1, transactions / (CONNECTIONS_PER_JOB + 1));
    }
    Optional<Integer> most = questions.setting("max_connections");
    if (most.isEmpty()) {
      many(true, found);
      return USUAL;
    }
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

  /** What is left by what the server tells. */
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

  /** How many sessions there is room for besides the one that asks; {@link #PLENTY} at the most. */
  static int opened(SessionStarter starter) {
    List<Session> sessions = new ArrayList<>();
    try {
      while (sessions.size() < PLENTY) {
        sessions.add(starter.start());
      }
    } catch (IOException e) {
      // This one has no room any more.
    } finally {
      sessions.forEach(starter.patience()::end);
    }
    return sessions.size();
  }
}
