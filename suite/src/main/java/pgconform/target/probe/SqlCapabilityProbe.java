package pgconform.target.probe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import pgconform.exchange.Room;
import pgconform.scenario.Capability;

/** Finds out which SQL of scenarios a server supports. */
final class SqlCapabilityProbe {
  /** A text, because scenarios select texts as well as numbers. */
  private static final String TEXT = "text of pgconform";

  private SqlCapabilityProbe() {}

  /**
   * Runs the SQL.
   *
   * @param limit the time limit for an answer
   */
  static void look(
      SessionStarter usual,
      SqlProbe questions,
      Duration limit,
      Room room,
      FoundCapabilities found) {
    found.tell(
        Capability.SELECT_WITHOUT_FROM,
        questions.count("select 1") == 1
            && questions.value("select '" + TEXT + "'").filter(TEXT::equals).isPresent());
    found.tell(Capability.PG_SLEEP, questions.runs("select pg_catalog.pg_sleep(0)"));
    found.tell(
        Capability.GENERATE_SERIES,
        questions.count("select pg_catalog.generate_series(1, 3)") == 3);
    found.tell(Capability.COPY_TO_STDOUT, questions.runs("copy (select 1) to stdout"));
    try (SqlProbe other = new SqlProbe(usual, limit)) {
      boolean both = room.idleIsFree() || room.has(2);
      found.tell(Capability.TEMPORARY_TABLE, temporaryTable(questions, other, both));
    }
  }

  /**
   * Returns whether a session can have a table that no other session sees.
   *
   * @param both whether the other session is served, too; otherwise no other session can check the
   *     table
   */
  private static boolean temporaryTable(SqlProbe questions, SqlProbe other, boolean both) {
    String table = "pgconform_" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    String select = "select * from " + table;
    if (!questions.runs("create temp table %s (x int)".formatted(table))) {
      return false;
    }
    boolean own = questions.runs(select) && !(both && other.runs(select));
    return questions.runs("drop table " + table) && own;
  }
}
