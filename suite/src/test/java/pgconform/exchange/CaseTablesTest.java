package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import pgconform.link.TransportNote;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.EmptyQueryResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** The tables of a case are made before it and dropped after it, by a session that only does so. */
class CaseTablesTest {
  private static final String TABLE = "pgconform_[0-9a-f]{16}";

  private static Scenario tables(String... names) {
    List<String> steps = new ArrayList<>();
    for (String name : names) {
      steps.add("  - table: " + name);
    }
    return Scenarios.of(
        Scenarios.head("must")
            + """
            given:
            %s
              - start: s
            steps:
              - send: s
                messages: [{Query: "truncate ${%s}"}]
              - expect: s
                messages: CommandComplete ReadyForQuery
            """
                .formatted(String.join("\n", steps), names[0]));
  }

  private final AtomicInteger sessions = new AtomicInteger();
  private final BlockingQueue<String> came = new LinkedBlockingQueue<>();

  private interface Answer {
    void to(String query, Peer peer) throws IOException;
  }

  private static final BackendMessage[] DONE = {
    new CommandComplete("DONE"), new ReadyForQuery('I')
  };

  /** Writes down what comes, with the number of the session in front, and answers queries. */
  private Script answering(Answer answer) {
    return peer -> {
      int number = sessions.incrementAndGet();
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      for (FrontendMessage next = peer.next(); next != null; next = peer.next()) {
        boolean asks = next instanceof Query;
        came.add(number + " " + (asks ? ((Query) next).query() : next.messageName()));
        if (asks) {
          answer.to(((Query) next).query(), peer);
        }
      }
    };
  }

  private String next() throws InterruptedException {
    return String.valueOf(came.poll(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS));
  }

  private void comesNext(String pattern) throws InterruptedException {
    String next = next();
    assertTrue(next.matches(pattern), next);
  }

  private static CaseResult passed(CaseResult result) {
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    return result;
  }

  @Test
  void aTableIsMadeByASessionOfItsOwnAndDroppedAfterTheOthersHaveEnded() throws Exception {
    try (Judged judged = Judged.with(answering((query, peer) -> peer.send(DONE)))) {
      passed(judged.run(tables("t")));
      String created = next();
      assertTrue(created.matches("1 create table " + TABLE + " \\(x int\\)"), created);
      String table = created.split(" ", -1)[3];
      assertEquals("2 truncate " + table, next());
      List<String> end = List.of(next(), next(), next());
      assertTrue(end.contains("2 Terminate"), end::toString);
      assertTrue(
          end.indexOf("1 drop table if exists " + table) < end.indexOf("1 Terminate"),
          end::toString);
      assertTrue(end.contains("1 drop table if exists " + table), end::toString);
    }
  }

  @Test
  void tablesHaveNamesOfTheirOwnAndASessionInCommon() throws Exception {
    try (Judged judged = Judged.with(answering((query, peer) -> peer.send(DONE)))) {
      passed(judged.run(tables("t", "u")));
      String first = next().replaceAll("^1 create table | \\(x int\\)$", "");
      String second = next().replaceAll("^1 create table | \\(x int\\)$", "");
      assertNotEquals(first, second);
      assertEquals("2 truncate " + first, next());
      List<String> end = new ArrayList<>(List.of(next(), next(), next(), next()));
      assertTrue(end.remove("2 Terminate"), end::toString);
      assertEquals(
          List.of(
              "1 drop table if exists " + first, "1 drop table if exists " + second, "1 Terminate"),
          end);
      assertEquals(2, judged.server().accepted());
    }
  }

  @Test
  void aServerThatRefusesToMakeATableIsNotJudged() throws Exception {
    try (Judged judged =
        Judged.with(
            answering(
                (query, peer) ->
                    peer.send(Rows.error("ERROR", "42501", "no"), new ReadyForQuery('I'))))) {
      CaseResult result = judged.run(tables("t"));
      assertEquals(Verdict.UNSUPPORTED, result.verdict(), result::toString);
      assertTrue(
          result.says().get(0).startsWith("the server refuses a step that only prepares the case:"),
          result::toString);
      comesNext("1 create table " + TABLE + " \\(x int\\)");
      comesNext("1 drop table if exists " + TABLE);
      assertEquals("1 Terminate", next());
    }
  }

  @Test
  void anAnswerThatDoesNotSayThatATableIsMadeIsNoneAndTheTableIsDroppedAllTheSame()
      throws Exception {
    try (Judged judged =
        Judged.with(
            answering(
                (query, peer) -> peer.send(new EmptyQueryResponse(), new ReadyForQuery('I'))))) {
      CaseResult result = judged.run(tables("t"));
      assertEquals(Verdict.BLOCKED, result.verdict(), result::toString);
      Evidence obstacle = result.obstacle().orElseThrow();
      assertEquals("tables", obstacle.connection());
      assertEquals("CommandComplete", obstacle.expected().toString());
      assertEquals("EmptyQueryResponse", obstacle.came().toString());
      comesNext("1 create table " + TABLE + " \\(x int\\)");
      comesNext("1 drop table if exists " + TABLE);
    }
  }

  @Test
  void aTableIsMadeOnlyOnceTheServerIsReadyForTheNextQuery() {
    try (Judged judged =
        Judged.with(
            answering(
                (query, peer) ->
                    peer.send(new CommandComplete("A"), new CommandComplete("B"), DONE[1])))) {
      Evidence obstacle = judged.run(tables("t")).obstacle().orElseThrow();
      assertEquals("ReadyForQuery", obstacle.expected().toString());
      assertEquals("CommandComplete(\"B\")", obstacle.came().toString());
    }
  }

  @Test
  void aServerThatEndsTheSessionInsteadOfDroppingATableIsAskedOnceAndPassesAllTheSame() {
    Script script =
        answering(
            (query, peer) -> {
              if (query.startsWith("drop")) {
                peer.close();
              } else {
                peer.send(DONE);
              }
            });
    try (Judged judged = Judged.with(script)) {
      CaseResult result = passed(judged.run(tables("t", "u")));
      assertEquals(List.of(), result.says());
      long drops =
          result.transcript().entries().stream()
              .filter(entry -> entry.texts().toString().contains("drop table"))
              .count();
      assertEquals(1, drops, "the second would wait in vain");
    }
  }

  @Test
  void aSessionForTablesThatDoesNotBeginIsClosed() {
    try (Judged judged =
        Judged.with(
            peer -> {
              peer.next();
              peer.send(Rows.error("FATAL", "28000", "no"));
              peer.awaitEnd();
            })) {
      CaseResult result = judged.run(tables("t"));
      assertEquals(Verdict.BLOCKED, result.verdict(), result::toString);
      Evidence obstacle = result.obstacle().orElseThrow();
      assertEquals("tables", obstacle.connection());
      assertEquals("a session for tester", obstacle.expected().toString());
      assertTrue(
          result.transcript().entries().stream()
              .anyMatch(
                  entry ->
                      entry.connection().equals("tables")
                          && entry.items().contains(TransportNote.Ours.CLOSED)),
          "it is closed");
    }
  }

  @Test
  void aCaseWithoutTablesHasNoSessionForThem() {
    try (Judged judged = Judged.with(answering((query, peer) -> peer.send(DONE)))) {
      passed(
          judged.run(
              Scenarios.steps(
                  """
                  - start: s
                  - send: s
                    messages: [{Query: a}]
                  - expect: s
                    messages: CommandComplete ReadyForQuery
                  """)));
      assertEquals(1, judged.server().accepted());
    }
  }
}
