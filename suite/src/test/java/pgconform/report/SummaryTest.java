package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.run.RunResult;

/** The short reports, and all of them together. */
class SummaryTest {
  @TempDir Path folder;

  private static Report report(String said) {
    RunResult run = Samples.every(said);
    return Report.of(run);
  }

  @Test
  void theSummarySaysWhatIsRedAndHowToRunItAgain() {
    String text = MarkdownReport.of(report("something"));
    assertTrue(text.startsWith("# pgconform: 2 fail, 2 error, 2 lenient"), text);
    assertTrue(text.contains("- **fail** AAA-001 A wrong key cancels nothing (one)\n"), text);
    assertTrue(text.contains("again: <code>./pgconform run one --scenario AAA-001"), text);
    assertTrue(text.contains("**could not be tested**"), text);
  }

  @Test
  void aServerCannotChangeTheSummary() {
    String text = MarkdownReport.of(report(Samples.HOSTILE));
    assertEquals(
        MarkdownReport.of(report("something")).lines().count(), text.lines().count(), text);
    assertFalse(text.contains("<script"), text);
    assertFalse(text.contains("<img"), text);
    assertFalse(text.contains("](javascript"), text);
  }

  @Test
  void aServerCannotSendCommandsToActions() {
    List<String> lines = Annotations.of(report(Samples.HOSTILE));
    assertEquals(5, lines.size(), lines.toString());
    for (String line : lines) {
      assertTrue(line.startsWith("::error title="), line);
      assertEquals(1, line.lines().count(), line);
    }
  }

  @Test
  void theBadgeCountsWhatWasJudged() throws Exception {
    Badge badge = Badge.of(report("something"));
    assertEquals(
        "{\"schemaVersion\":1,\"label\":\"pgconform\",\"message\":\"2 failed, 8 of 16"
            + " judged\",\"color\":\"red\"}\n",
        badge.json());
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Samples.utf8(badge.svg())));
  }

  @Test
  void noFileHoldsThePassword() throws Exception {
    RunResult run = Samples.every(Samples.HOSTILE);
    Reports.write(run, folder);
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      assertTrue(files.size() >= 12, files.toString());
      for (Path file : files) {
        String content =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertFalse(content.contains("hush-"), file.toString());
        assertFalse(content.contains("secret\""), file.toString());
      }
    }
  }
}
