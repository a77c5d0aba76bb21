package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL of a backend's session: what poolers and scenarios send. */
class BackendSqlTest {
  private final BackendSql sql = new BackendSql(4711, "u", "d", started());

  private static Map<String, String> started() {
    Map<String, String> reported = new HashMap<>(BackendSql.REPORTED);
    reported.put("application_name", "app");
    return reported;
  }

  private String run(String statement) {
    return sql.run(statement).stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  private String value(String statement) {
    String answer = run(statement);
    String start = "DataRow(values=[\"";
    String end = "\"]) CommandComplete(\"SELECT 1\")";
    assertTrue(answer.startsWith(start) && answer.endsWith(end), answer);
    return answer.substring(start.length(), answer.length() - end.length());
  }

  private static String complete(String tag) {
    return "CommandComplete(\"" + tag + "\")";
  }

  @Test
  void anErrorMattersOnlyInATransaction() {
    assertEquals('I', sql.status());
    sql.failed();
    assertEquals('I', sql.status());
    run("begin");
    assertEquals('T', sql.status());
    sql.failed();
    assertEquals('E', sql.status());
    sql.failed();
    assertEquals('E', sql.status());
  }

  @ParameterizedTest
  @CsvSource({
    "begin, BEGIN, T",
    "' START transaction', BEGIN, T",
    "beginning, BEGINNING, I",
    "commit, COMMIT, I",
    "'END;', COMMIT, I",
    "rollback, ROLLBACK, I",
    "abort, ROLLBACK, I",
    "ending, ENDING, I",
  })
  void aTransactionBeginsAndEnds(String statement, String tag, char status) {
    assertEquals(complete(tag), run(statement));
    assertEquals(status, sql.status());
    run("begin");
    assertEquals(complete(tag), run(statement));
    assertEquals(status == 'I' && !tag.endsWith("ING") ? 'I' : 'T', sql.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "END", "rollback\nand no chain", "abort"})
  void aFailedTransactionOnlyEnds(String end) {
    run("begin");
    sql.failed();
    for (String other : List.of("select 1", "set a = 1", "copy t from stdin", "begin", "ender")) {
      assertTrue(run(other).contains("C=25P02"), other);
      assertEquals('E', sql.status());
    }
    assertEquals(complete("ROLLBACK"), run(end));
    assertEquals('I', sql.status());
  }

  @Test
  void statementsAreSeparatedOutsideOfLiterals() {
    assertEquals(
        List.of("select ';'", "set a = 1", "x"),
        BackendSql.statements(" select ';' ; set a = 1;; \n;x;"));
    assertEquals(List.of(), BackendSql.statements(" ; "));
  }

  @ParameterizedTest
  @CsvSource({
    "' SHOW work_mem', ''",
    "show Application_Name, app",
    "select pg_backend_pid(), 4711",
    "SELECT Current_User, u",
    "select  session_user, u",
    "select current_users, 1",
    "select current_database() as d, d",
    "select current_database, 1",
    "select version(), 'PostgreSQL 18.0, played by pgconform'",
    "select pg_catalog.version(), 'PostgreSQL 18.0, played by pgconform'",
    "' select ''a b'' as x', a b",
    "table t, 1",
    "'values (1)', 1",
  })
  void aQueryHasAValue(String statement, String value) {
    assertEquals(value.replace("''", ""), value(statement));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "set application_name = 'a b'             ~ a b",
        "SET SESSION application_name TO other    ~ other",
        "set local Application_Name='it''s'       ~ it's",
        "set application_name to ''               ~ ''",
        "set application_name = '                 ~ '",
        "set application_name = 'a                ~ 'a",
        "set application_name = a'                ~ a'",
      })
  void aParameterIsSetAndReported(String statement, String value) {
    String set = value.equals("''") ? "" : value;
    assertEquals(
        complete("SET") + " ParameterStatus(application_name=\"" + set + "\")", run(statement));
    assertEquals(set, value("show application_name"));
    assertEquals(complete("SET"), run(statement), "it is no change");
  }

  @Test
  void otherParametersAreSetButNotReported() {
    assertEquals(complete("SET"), run(" set my.work = 4 "));
    assertEquals("4", value("show my.work"));
  }

  @ParameterizedTest
  @CsvSource({
    "discard all, DISCARD ALL",
    "' DISCARD  ALL;', DISCARD ALL;",
    "reset all, RESET",
  })
  void allParametersAreReset(String statement, String tag) {
    run("set application_name = b");
    run("set timezone = c");
    String answer = run(statement);
    assertTrue(answer.startsWith(complete(tag)), answer);
    assertTrue(answer.contains("ParameterStatus(application_name=\"app\")"), answer);
    assertTrue(answer.contains("ParameterStatus(TimeZone=\"UTC\")"), answer);
    assertEquals(2, answer.split("ParameterStatus", -1).length - 1, answer);
    assertEquals("app", value("show application_name"));
  }

  @ParameterizedTest
  @CsvSource({
    "discard, DISCARD",
    "discard temp tables, DISCARD TEMP",
    "deallocate s1, DEALLOCATE S1",
    "listen some, LISTEN",
    "' vacuum t', VACUUM",
  })
  void aCommandIsCompleteWithItsTag(String statement, String tag) {
    run("set application_name = b");
    assertEquals(complete(tag), run(statement));
    assertEquals("b", value("show application_name"), "nothing is reset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy t from stdin", " COPY t\nFROM stdin with (format csv)"})
  void aCopyTakesData(String statement) {
    assertEquals("CopyInResponse(format=0, columnFormats=[0])", run(statement));
  }

  @Test
  void aCopyGivesData() {
    String answer = run("COPY t\nTO stdout");
    assertTrue(answer.startsWith("CopyOutResponse(format=0, columnFormats=[0]) CopyData("), answer);
    assertTrue(answer.endsWith(" CopyDone " + complete("COPY 1")), answer);
    assertEquals(complete("COPY"), run("copy tofrom"));
    assertEquals(complete("COPYFROM"), run("copyfrom from to"));
  }
}
