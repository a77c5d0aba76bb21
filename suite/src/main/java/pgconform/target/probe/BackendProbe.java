package pgconform.target.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.Room;
import pgconform.scenario.Capability;

/**
 * Finds out what kind of backends are behind an address: one for each session or a few in turn, on
 * one server or on several, with or without knowledge of the encryption.
 *
 * @param front what shows that there is a proxy in between; empty if nothing does
 * @param oneServer whether all sessions were on the same server
 */
record BackendProbe(Optional<String> front, boolean oneServer) {
  private static final String BACKEND = "select pg_catalog.pg_backend_pid()";

  /**
   * The number of simultaneous sessions; a proxy that distributes sessions over servers has used
   * each server by then.
   */
  private static final int SESSIONS = 3;

  /**
   * The number of rounds; a pool that assigns its backends in turn needs two of them to assign
   * another one.
   */
  private static final int ROUNDS = 3;

  /** Probes a server; what it does not report shows nothing. */
  static BackendProbe of(
      SessionStarter starter, Duration limit, Room room, FoundCapabilities found) {
    List<SqlProbe> questions = new ArrayList<>();
    try {
      for (int i = 0; i < SESSIONS && room.has(i + 1); i++) {
        SqlProbe one = new SqlProbe(starter, limit);
        if (one.begins()) {
          questions.add(one);
        }
      }
      return of(questions, room, found);
    } finally {
      questions.forEach(SqlProbe::close);
    }
  }

  private static BackendProbe of(List<SqlProbe> questions, Room room, FoundCapabilities found) {
    boolean own =
        room.isLimited()
            ? !room.idleIsFree() && questions.stream().allMatch(BackendProbe::tellsItsBackend)
            : questions.size() >= 2 && haveOwnBackends(questions);
    found.tell(Capability.OWN_BACKEND, own);
    Set<String> servers = new HashSet<>();
    questions.forEach(
        q -> q.value("select pg_catalog.pg_postmaster_start_time()").ifPresent(servers::add));
    boolean named = own && questions.stream().allMatch(BackendProbe::namesItsBackend);
    // If another session may be on another server, it does not know the process there.
    boolean known = named && servers.size() < 2;
    found.tell(
        Capability.BACKEND_PROCESS_ID,
        known ? "yes" : named ? "no: sessions reach more than one server" : "no",
        known);
    if (servers.size() > 1) {
      return new BackendProbe(Optional.of("sessions reach more than one server"), false);
    } else if (!questions.isEmpty() && !named && isWatched(questions.get(0))) {
      return new BackendProbe(
          Optional.of("the process ID in BackendKeyData is not in pg_stat_activity"), true);
    } else if (!questions.isEmpty() && isEncryptedInFront(questions.get(0))) {
      return new BackendProbe(
          Optional.of("pg_stat_ssl does not describe the encryption of this connection"), true);
    }
    return new BackendProbe(Optional.empty(), true);
  }

  /** Returns whether a session stays on one backend, even while others have transactions. */
  private static boolean haveOwnBackends(List<SqlProbe> questions) {
    SqlProbe session = questions.get(0);
    Optional<String> own = session.value(BACKEND);
    boolean same = own.isPresent();
    for (int round = 0; round < ROUNDS && same; round++) {
      SqlProbe other = questions.get(1 + round % (questions.size() - 1));
      other.runs("begin");
      same = !other.value(BACKEND).equals(own) && session.value(BACKEND).equals(own);
      other.runs("rollback");
    }
    return same;
  }

  /**
   * Returns whether a session names its backend. If idle sessions keep others from being served,
   * each of them has its own backend.
   */
  private static boolean tellsItsBackend(SqlProbe questions) {
    return questions.value(BACKEND).isPresent();
  }

  private static boolean namesItsBackend(SqlProbe questions) {
    Optional<String> named = questions.processId().map(id -> Integer.toString(id));
    return named.isPresent() && questions.value(BACKEND).equals(named);
  }

  /** Returns whether the server lists its backends, but none with the process ID of the key. */
  private static boolean isWatched(SqlProbe questions) {
    return questions
        .processId()
        .map(
            id ->
                "select count(*) from pg_catalog.pg_stat_activity where pid ="
                    + " pg_catalog.pg_backend_pid() and not exists"
                    + " (select 1 from pg_catalog.pg_stat_activity where pid = %d)".formatted(id))
        .flatMap(questions::value)
        .filter("1"::equals)
        .isPresent();
  }

  private static boolean isEncryptedInFront(SqlProbe questions) {
    boolean encrypted = questions.isEncrypted();
    return questions
        .value("select ssl from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()")
        .filter(known -> known.equals(encrypted ? "f" : "t"))
        .isPresent();
  }
}
