package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.scenario.Capability;
import pgconform.session.Session;

/**
 * Finds out what does the work behind an address: a backend for each session or a few in turn, on
 * one server or on several, which knows of the encryption or does not.
 *
 * @param front what shows that something stands between; empty if nothing does
 * @param oneServer whether all sessions were on the same server
 */
record BackendProbe(Optional<String> front, boolean oneServer) {
  private static final String BACKEND = "select pg_backend_pid()";

  /** Sessions at a time; who shares out sessions to servers has given each server one by then. */
  private static final int SESSIONS = 3;

  /** A pool that hands out its backends in turn needs two rounds to give another one. */
  private static final int ROUNDS = 3;

  /** Looks at a server; what it does not tell shows nothing. */
  static BackendProbe of(SessionStarter starter, Duration limit, FoundCapabilities found) {
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(starter.start());
      }
    } catch (IOException e) {
      // There is no room for so many.
    }
    try {
      List<SqlProbe> questions = sessions.stream().map(s -> new SqlProbe(s, limit)).toList();
      return of(questions, found);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static BackendProbe of(List<SqlProbe> questions, FoundCapabilities found) {
    boolean own = questions.size() >= 2 && haveOwnBackends(questions);
    found.tell(Capability.OWN_BACKEND, own ? "yes" : "no", own);
    boolean named = own && questions.stream().allMatch(BackendProbe::namesItsBackend);
    found.tell(Capability.BACKEND_PROCESS_ID, named ? "yes" : "no", named);
    Set<String> servers = new HashSet<>();
    questions.forEach(q -> q.value("select pg_postmaster_start_time()").ifPresent(servers::add));
    if (servers.size() > 1) {
      return new BackendProbe(Optional.of("sessions are on more than one server"), false);
    } else if (!questions.isEmpty() && !named && isWatched(questions.get(0))) {
      return new BackendProbe(Optional.of("the key bears the process ID of no backend"), true);
    } else if (!questions.isEmpty() && isEncryptedInFront(questions.get(0))) {
      return new BackendProbe(Optional.of("the server does not know of the encryption"), true);
    }
    return new BackendProbe(Optional.empty(), true);
  }

  /**
   * Tells whether a session is on one backend all the time, also while others have transactions.
   */
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

  private static boolean namesItsBackend(SqlProbe questions) {
    return questions.session().keyData().map(key -> Integer.toString(key.processId())).isPresent()
        && questions
            .value(BACKEND)
            .equals(questions.session().keyData().map(k -> Integer.toString(k.processId())));
  }

  /** Tells whether the server lists its backends, and none with the process ID of the key. */
  private static boolean isWatched(SqlProbe questions) {
    return questions
        .session()
        .keyData()
        .map(
            key ->
                "select count(*) from pg_stat_activity where pid = pg_backend_pid() and not exists"
                    + " (select 1 from pg_stat_activity where pid = %d)".formatted(key.processId()))
        .flatMap(questions::value)
        .filter("1"::equals)
        .isPresent();
  }

  private static boolean isEncryptedInFront(SqlProbe questions) {
    boolean encrypted = questions.session().link().tlsSession().isPresent();
    return questions
        .value("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        .filter(known -> known.equals(encrypted ? "f" : "t"))
        .isPresent();
  }
}
