package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.property.Cases;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.BindComplete;
import pgconform.wire.Bytes;
import pgconform.wire.Column;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ParseComplete;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.RowDescription;

/** The step that sends a pipeline and expects what the model says. */
class PipeliningTest {
  private static Scenario scenario(String pace, String table) {
    return Scenarios.property(
        "p: {pipeline: [plain, flush, errors%s]}\n".formatted(table.isEmpty() ? "" : ", data"),
        """
        - start: c
        - pipeline: c
          messages: $p
          pace: %s
        """
                .formatted(pace)
            + (table.isEmpty() ? "" : "  table: " + table + "\n"));
  }

  /** What a server says to each message that comes, in the letters of {@link #message}. */
  private static Script saying(List<String> came, String... says) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      for (String each : says) {
        FrontendMessage next = peer.next();
        if (next == null) {
          return;
        }
        came.add(next.messageName());
        say(peer, each);
      }
      peer.rest();
    };
  }

  private static void say(Peer peer, String letters) throws IOException {
    for (int i = 0; i < letters.length(); i++) {
      peer.send(message(letters.charAt(i)));
    }
  }

  private static BackendMessage message(char letter) {
    return switch (letter) {
      case '1' -> new ParseComplete();
      case '2' -> new BindComplete();
      case 'T' -> new RowDescription(List.of(new Column("x", 0, 0, 23, 4, -1, 0)));
      case 'D' -> new DataRow(List.of(Optional.of(Bytes.ofText("1"))));
      case 'C' -> new CommandComplete("SELECT 1");
      case 'E' -> ErrorResponse.of("ERROR", "42601", "no");
      case 'F' -> new ReadyForQuery('E');
      default -> new ReadyForQuery('I');
    };
  }

  private static CaseResult run(Script script, Scenario scenario, String pipeline) {
    try (Judged judged = Judged.with(script).within(Judged.IMPATIENT)) {
      return judged.run(scenario, Cases.parse(scenario, "p=" + pipeline).value());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What is sent, what is said to each message, and what is wrong with it.
        "parse(rows1) bind execute sync | 1 2 DC Z |",
        "parse(rows1) bind execute sync | . . . 12DCZ |",
        "parse(rows1) bind execute sync | 1 2 DC . | got nothing",
        "parse(rows1) bind execute sync | 2 1 DC Z | got BindComplete",
        "parse(rows1) bind execute sync | 1 2 C Z | got CommandComplete",
        "parse(rows1) bind execute sync | 1 2 DC F | got ReadyForQuery",
        "parse(bad) bind execute sync sync | E . . Z Z |",
        "parse(bad) bind execute sync sync | E . E Z Z | got ErrorResponse",
        "parse(fail) bind execute sync | E . . Z |",
        "parse(fail) bind execute sync | 1 E . Z |",
        "parse(fail) bind execute sync | 1 2 E Z |",
        "parse(fail) bind execute sync | 1 2 C Z | got CommandComplete",
      })
  void atOnce(String pipeline, String says, String wrong) {
    String[] answers = says.replace(".", "").split(" ", -1);
    Script script = saying(Collections.synchronizedList(new ArrayList<>()), answers);
    CaseResult result = run(script, scenario("at once", ""), pipeline);
    assertEquals(
        wrong == null ? Verdict.PASS : Verdict.FAIL, result.verdict(), () -> result.toString());
    if (wrong != null) {
      String sentence = result.evidence().orElseThrow().sentence();
      assertTrue(sentence.contains(wrong), sentence);
    }
  }

  /** The server answers at Sync only, which never comes to it. */
  @Test
  void stepByStepNothingIsSentBeforeTheAnswersAreThere() {
    List<String> came = Collections.synchronizedList(new ArrayList<>());
    CaseResult result =
        run(
            saying(came, "1", "2", "DC", "Z", "", "", "1Z"),
            scenario("step by step", ""),
            "parse(rows1) bind execute sync parse(rows1) flush sync");
    assertEquals(Verdict.FAIL, result.verdict(), () -> result.toString());
    assertEquals("Parse Bind Execute Sync Parse Flush", String.join(" ", came.subList(0, 6)));
    assertFalse(came.subList(6, came.size()).contains("Sync"), came.toString());
    String sentence = result.evidence().orElseThrow().sentence();
    assertEquals("c: expected ParseComplete, got nothing within the time limit", sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What is sent, and what is said to each message; nothing is said before it must be.
        "parse(rows1) bind execute sync parse(rows1) sync | . . . 12DCZ . 1Z",
        "parse(rows1) flush bind execute sync | . 1 . . 2DCZ",
        "sync flush flush sync | Z . . Z",
        "query(rows1) parse(rows1) sync | TDCZ . 1Z",
      })
  void stepByStepAnswersAreExpectedWhereTheyAreDue(String pipeline, String says) {
    List<String> came = Collections.synchronizedList(new ArrayList<>());
    String[] answers = says.replace(".", "").split(" ", -1);
    CaseResult result = run(saying(came, answers), scenario("step by step", ""), pipeline);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    assertEquals(answers.length, came.size(), came.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"at once", "step by step"})
  void eachQueryHasToBeAnswered(String pace) {
    List<String> came = Collections.synchronizedList(new ArrayList<>());
    CaseResult result = run(saying(came, "TDF"), scenario(pace, ""), "query(rows1)");
    assertEquals(Verdict.FAIL, result.verdict(), () -> result.toString());
  }

  @ParameterizedTest
  @CsvSource({"TDCZ, PASS", "TCZ, FAIL", "TDDCZ, FAIL"})
  void theDataAreLookedAt(String rows, Verdict verdict) {
    List<String> came = Collections.synchronizedList(new ArrayList<>());
    CaseResult result =
        run(
            saying(came, "1", "2", "C", "Z", rows),
            scenario("at once", "t"),
            "parse(add1) bind execute sync");
    assertEquals(verdict, result.verdict(), () -> result.toString());
    assertEquals("Parse Bind Execute Sync Query", came.stream().collect(Collectors.joining(" ")));
  }

  @Test
  void aBlockIsEndedBeforeTheDataAreLookedAt() {
    List<String> came = Collections.synchronizedList(new ArrayList<>());
    Scenario scenario =
        Scenarios.property(
            "p: {pipeline: any}\n",
            "- start: c\n- pipeline: c\n  messages: $p\n  pace: at once\n  table: t\n");
    Script script =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          for (char status : new char[] {'T', 'T', 'I'}) {
            came.add(peer.next().toString());
            peer.send(new CommandComplete("X"), new ReadyForQuery(status));
          }
          came.add(peer.next().toString());
          peer.send(message('T'), message('C'), message('Z'));
          peer.rest();
        };
    CaseResult result = run(script, scenario, "query(begin) query(add1)");
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    assertEquals(
        List.of(
            "Query(\"begin\")",
            "Query(\"insert into t values (1)\")",
            "Query(\"rollback\")",
            "Query(\"select x from t order by x\")"),
        came);
  }
}
