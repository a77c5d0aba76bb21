package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineStepTest {
  private static final String FILE =
      """
      id: TST-001
      title: A test
      area: test
      level: must
      source: [a test]
      consequence: none
      for all:
        p: {pipeline: [errors, data]}
        pace: [at once, step by step]
      steps:
        - start: c
        - pipeline: c
          messages: $p
          pace: $pace
          table: t
      """;

  @Test
  void aGoodFile() throws Exception {
    assertEquals(List.of(), Reading.problems(FILE));
    String explained = Explanation.of(Reading.scenario(FILE.getBytes(StandardCharsets.UTF_8)));
    assertTrue(
        explained.contains(
            "send $p on c, $pace, and expect the answers of the extended query protocol, and in the"
                + " table t what it has added"),
        explained);
    assertTrue(
        explained.contains("$p: a pipeline of the extended query protocol, with errors, data"),
        explained);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "table: t | within: 3s | the step 'pipeline' has no field 'within'",
        "`    table: t\n` | `` | a pipeline with 'data' needs a 'table'",
        "[errors, data] | any | ``",
        "[errors, data] | dates | there is no pipeline with 'dates'; known are data, errors",
        "messages: $p | messages: $pace | 'messages' takes a variable with {pipeline: …}",
        "messages: $p | messages: bind | 'messages' takes a variable with {pipeline: …}",
        "pace: $pace | pace: slowly | 'pace' is one of at once, step by step, or a variable, not"
            + " 'slowly'",
      })
  void faults(String from, String to, String fault) {
    assertTrue(FILE.contains(from), from);
    List<String> found =
        Reading.problems(FILE.replace(from, to)).stream().map(FileError::toString).toList();
    assertTrue(
        fault.isEmpty() ? found.isEmpty() : found.stream().anyMatch(f -> f.contains(fault)),
        () -> found.toString());
  }

  /** A pipeline begins as the model of the protocol does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c | {Parse: {query: select 1}}                                | the unnamed statement",
        "c | {Parse: {statement: a, query: select 1}}                  | the statement 'a'",
        "c | {Parse: {statement: a, query: a}}, {Close: {target: P, name: a}} | the statement 'a'",
        "c | {Parse: {statement: a, query: a}}, {Query: select 1}      | the statement 'a'",
        "c | {Parse: {statement: a, query: a}}, {Close: {target: S, name: a}} |",
        "c | {Parse: {query: select 1}}, {Query: select 1}             |",
        "d | {Parse: {query: select 1}}                                |",
      })
  void aSessionHasNoStatementsBefore(String session, String messages, String left) {
    String start = "  - start: c\n";
    String more = start + "  - start: d\n  - send: %s\n    messages: [%s]\n";
    List<String> found =
        Reading.problems(FILE.replace(start, more.formatted(session, messages))).stream()
            .map(FileError::toString)
            .toList();
    assertEquals(left == null ? 0 : 1, found.size(), found::toString);
    if (left != null) {
      String words =
          "a pipeline begins without prepared statements, but %s on 'c' has not been closed here";
      assertTrue(found.get(0).endsWith(words.formatted(left)), found::toString);
    }
  }

  @Test
  void whatIsSentLaterDoesNotMatter() {
    String later = FILE + "  - send: c\n    messages: [{Parse: {query: select 1}}]\n";
    assertEquals(List.of(), Reading.problems(later));
  }
}
