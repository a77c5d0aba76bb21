package pgconform.testing;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.ErrorResponse;

/** The queries that the server knows, each with its answer. */
final class Answers {
  private static final String LOCK = "\\((\\d+), (\\d+)\\)";

  private static final ErrorResponse UNKNOWN =
      Rows.error("ERROR", "42601", "this server does not know that query");

  private final Locks locks;
  private final boolean sharedTables;
  private final Map<Pattern, Answer> known = new LinkedHashMap<>();
  private final Map<String, Backend> tables = new ConcurrentHashMap<>();

  private interface Answer {
    List<BackendMessage> to(MatchResult query, Backend asker)
        throws Cancelled, InterruptedIOException;
  }

  Answers(Locks locks, Rules rules) {
    this.locks = locks;
    this.sharedTables = rules.sharedTables;
    rules.unknown.forEach(sql -> know(sql, (q, b) -> List.of(UNKNOWN)));
    rules.answers.forEach((sql, value) -> know(Pattern.quote(sql), (q, b) -> Rows.of(value)));
    rules.changing.forEach(
        (sql, value) -> know(Pattern.quote(sql), (q, b) -> Rows.of(value.get())));
    rules.patterns.forEach((sql, value) -> know(sql, (q, b) -> Rows.of(value)));
    know("select '([^']*)'", (q, b) -> Rows.of(q.group(1)));
    know("select (\\d+)", (q, b) -> Rows.of(q.group(1)));
    know("select pg_backend_pid\\(\\)", (q, b) -> Rows.of(Integer.toString(b.processId())));
    if (rules.slow.contains(Rules.Slow.ADVISORY_LOCK)) {
      know("begin; select pg_advisory_xact_lock" + LOCK, this::lock);
      know("commit", this::unlock);
      know(
          "select pg_advisory_xact_lock" + LOCK,
          rules.locksBlock ? this::lockAndUnlock : (q, b) -> Rows.of(""));
      know("select (?:1|pid) from pg_locks where .*\\bgranted.*", this::seen);
    }
    if (rules.slow.contains(Rules.Slow.SLEEP)) {
      know("select pg_sleep\\(([0-9.]+)\\)", (q, b) -> sleep(q, b, 1e9));
    }
    if (rules.slow.contains(Rules.Slow.SERIES)) {
      know(
          "select count\\(\\*\\) from generate_series\\(1, 10000\\) a,"
              + " generate_series\\(1, (\\d+)\\) b",
          (q, b) -> sleep(q, b, 1e6));
    }
    if (rules.slow.contains(Rules.Slow.RECURSION)) {
      know("with recursive .* where n < (\\d+)\\) .*", (q, b) -> sleep(q, b, 1e3));
    }
    know("set (\\w+) = \\w+", (q, b) -> List.of(new CommandComplete("SET")));
    know("create temp table (\\w+) .*", (q, b) -> create(q.group(1), b));
    know("select \\* from (\\w+)", (q, b) -> table(q.group(1), b, "SELECT 0"));
    know("drop table (\\w+)", (q, b) -> table(q.group(1), b, "DROP TABLE"));
  }

  private void know(String query, Answer answer) {
    known.put(Pattern.compile(query), answer);
  }

  private List<BackendMessage> create(String table, Backend asker) {
    tables.put(table, asker);
    return List.of(new CommandComplete("CREATE TABLE"));
  }

  private List<BackendMessage> table(String table, Backend asker, String tag) {
    return asker.equals(tables.get(table)) || (sharedTables && tables.containsKey(table))
        ? List.of(new CommandComplete(tag))
        : List.of(Rows.error("ERROR", "42P01", "there is no such table"));
  }

  private static String name(String classId, String objectId) {
    return classId + "/" + objectId;
  }

  private List<BackendMessage> sleep(MatchResult query, Backend asker, double nanos)
      throws Cancelled, InterruptedIOException {
    locks.sleep(asker, Duration.ofNanos((long) (Double.parseDouble(query.group(1)) * nanos)));
    return Rows.of("");
  }

  private List<BackendMessage> lock(MatchResult query, Backend asker)
      throws Cancelled, InterruptedIOException {
    locks.lock(asker, name(query.group(1), query.group(2)));
    return Rows.of("");
  }

  private List<BackendMessage> lockAndUnlock(MatchResult query, Backend asker)
      throws Cancelled, InterruptedIOException {
    List<BackendMessage> answer = lock(query, asker);
    locks.unlock(asker, name(query.group(1), query.group(2)));
    return answer;
  }

  private List<BackendMessage> unlock(MatchResult query, Backend asker) {
    locks.unlockAll(asker);
    return List.of(new CommandComplete("COMMIT"));
  }

  private List<BackendMessage> seen(MatchResult query, Backend asker) {
    String sql = query.group();
    Matcher key = Pattern.compile("classid = (\\d+) and objid = (\\d+)").matcher(sql);
    if (!key.find()) {
      return List.of(Rows.error("ERROR", "42601", "which lock?"));
    }
    return Rows.of(locks.seen(name(key.group(1), key.group(2)), !sql.contains("not granted")));
  }

  /** The messages up to where ReadyForQuery follows. */
  List<BackendMessage> to(String sql, Backend asker) throws Cancelled, InterruptedIOException {
    for (Map.Entry<Pattern, Answer> each : known.entrySet()) {
      Matcher matcher = each.getKey().matcher(sql.replace("pg_catalog.", ""));
      if (matcher.matches()) {
        return each.getValue().to(matcher, asker);
      }
    }
    return List.of(UNKNOWN);
  }
}
