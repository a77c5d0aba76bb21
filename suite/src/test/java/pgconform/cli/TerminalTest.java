package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.Verdict;
import pgconform.run.Result;
import pgconform.run.RunPlan;
import pgconform.run.TargetInfo;
import pgconform.scenario.Profile;
import pgconform.target.TargetSpec;
import pgconform.testing.Scenarios;

/** What a run prints while it is under way. */
class TerminalTest {
  private static final String TITLE =
      "A CancelRequest works however its bytes are split into segments, and whoever sends them";

  private static final TargetInfo TARGET =
      new TargetInfo(
          "one",
          "one",
          "PostgreSQL",
          "18.6",
          Profile.PROTOCOL,
          Map.of("tls", "TLSv1.3", "scram login", "no: app: refused"),
          Optional.empty(),
          Optional.empty(),
          Map.of("scram login", "no: app: refused"));

  private static Result result(String id, String area, Verdict verdict, String message) {
    return new Result(
        Scenarios.of(
            """
            id: %s
            title: %s
            area: %s
            level: must
            source: libpq
            consequence: x
            steps:
              - open: client
              - expect: client
                messages: Closed
            """
                .formatted(id, TITLE, area)),
        "one",
        verdict,
        message,
        new Result.Cases(3, true, 0, 12_345_678));
  }

  private static List<String> printed(TerminalStyle look) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try (Terminal terminal = new Terminal(7, Path.of("x"), look)) {
      RunPlan.Target planned =
          new RunPlan.Target("one", TargetSpec.parse("embedded:18"), List.of(), Optional.empty());
      terminal.targetOpening(planned, "starting PostgreSQL 18.6");
      terminal.targetOpening(planned, "probing one");
      terminal.targetStarted(planned, TARGET);
      terminal.requirementFinished(null, result("AAA-002", "cancel", Verdict.PASS, ""));
      String message = "the server has said nothing at all for as long as it was waited for it";
      terminal.requirementFinished(null, result("AAA-001", "framing", Verdict.FAIL, message));
      terminal.requirementFinished(null, result("AAA-003", "mine", Verdict.INFO, message));
      terminal.targetFinished(planned, TARGET);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void linesFitTheScreen(int width) {
    List<String> lines = printed(new TerminalStyle(false, false, width));
    lines.forEach(line -> assertTrue(line.length() <= width, line));
    int title = lines.indexOf(lines.stream().filter(l -> l.contains("AAA-002")).findFirst().get());
    assertTrue(lines.get(title + 1).matches(" {23}\\S.*"), "below the title: " + lines);
  }

  @Test
  void theFirstWordsSayWhatIsDone() {
    assertEquals(
        List.of("starting PostgreSQL 18.6", "probing one"),
        printed(new TerminalStyle(false, false, 0)).subList(0, 2));
  }

  @Test
  void aLoginThatIsNotWhatTheUserDeclaredIsNamed() {
    assertEquals(
        List.of("  tls (TLSv1.3)", "  the declared scram login cannot be used: no: app: refused"),
        printed(new TerminalStyle(false, false, 0)).subList(3, 5));
  }

  @Test
  void whatIsNoTerminalGetsWholeLinesAndNoEscapes() {
    String text = String.join("\n", printed(new TerminalStyle(false, false, 0)));
    assertFalse(text.contains("\u001b") || text.contains("\r"), text);
    assertTrue(text.contains("AAA-001   " + TITLE + " (all 3 cases, 12 ms)"), text);
  }

  @Test
  void coloursAreForTerminals() {
    String text = String.join("\n", printed(new TerminalStyle(true, false, 80)));
    assertTrue(text.contains("\u001b[32mpass       \u001b[0m  AAA-002"), text);
  }

  @Test
  void areasAreCountedInTheirOrder() {
    List<String> lines = printed(new TerminalStyle(false, false, 80));
    assertEquals(
        List.of("framing  1 fail", "cancel   1 pass", "mine     1 info"),
        lines.subList(lines.size() - 3, lines.size()));
  }

  @Test
  void countsAreInTheOrderOfTheReports() {
    List<Result> results =
        List.of(
            result("AAA-001", "cancel", Verdict.PASS, ""),
            result("AAA-002", "cancel", Verdict.UNSUPPORTED, "x"),
            result("AAA-003", "cancel", Verdict.INFO, "x"),
            result("AAA-004", "cancel", Verdict.ERROR, "x"),
            result("AAA-005", "cancel", Verdict.FAIL, "x"),
            result("AAA-006", "startup", Verdict.PASS, ""));
    assertEquals(
        List.of("", "startup  1 pass", "cancel   1 fail, 1 error, 1 unsupported, 1 info, 1 pass"),
        AreaCounts.lines(results));
  }
}
