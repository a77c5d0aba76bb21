package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.exchange.Verdict;
import pgconform.run.Interruption;
import pgconform.run.Result;
import pgconform.run.TargetInfo;
import pgconform.scenario.Capability;

/** Each summary says how many requirements were judged, and what it takes to judge more. */
class NotJudgedReasonsTest {
  private static final TargetInfo ONE = Samples.target("one", "x");

  @TempDir private Path folder;

  private final List<Result> results = new ArrayList<>();

  private NotJudgedReasonsTest add(int times, Verdict verdict, int cases, Capability... missing) {
    for (int i = 0; i < times; i++) {
      String id = "AAA-%03d".formatted(results.size() + 1);
      results.add(
          new Result(
                  Samples.scenario(id, "cancel", "A title"),
                  "one",
                  verdict,
                  verdict == Verdict.PASS ? "" : "why",
                  new Result.Cases(cases, false, 0, 1))
              .without(List.of(missing)));
    }
    return this;
  }

  private Report report() {
    return Report.of(Samples.run(List.of(ONE), results));
  }

  @Test
  void nothingIsSaidWhereAllWasJudged() {
    add(1, Verdict.PASS, 1).add(1, Verdict.LENIENT, 1).add(1, Verdict.INFO, 1);
    add(1, Verdict.FAIL, 1);
    assertEquals(List.of(), NotJudgedReasons.lines(report().results()));
    assertEquals("4 of 4", report().judgedOfAll());
    assertFalse(MarkdownReport.of(report()).contains("## Not judged"));
  }

  @Test
  void whatLacksTheSameIsOneReason() {
    add(1, Verdict.UNSUPPORTED, 0, Capability.SUPERUSER, Capability.DIRECT_TLS);
    add(1, Verdict.UNSUPPORTED, 0, Capability.DIRECT_TLS, Capability.SUPERUSER);
    add(3, Verdict.UNSUPPORTED, 0, Capability.THROW_AWAY_SERVER);
    add(2, Verdict.UNSUPPORTED, 0);
    add(1, Verdict.UNSUPPORTED, 2);
    add(1, Verdict.BLOCKED, 2).add(1, Verdict.UNDECIDED, 2).add(1, Verdict.UNDECIDED, 0);
    add(1, Verdict.ERROR, 0).add(1, Verdict.PASS, 1);
    assertEquals(
        List.of(
            "3: lacks throw-away server (embedded, postgres:DIR and docker: have it, and a target file can)",
            "2: lacks direct tls, lacks superuser (log in as a superuser)",
            "2: apply only to other releases of PostgreSQL",
            "1: the target refuses, or cannot do, something that this needs (see the results)",
            "1: blocked by what other requirements judge",
            "1: undecided: too few observations, because of a race or the time limit (--tries N for"
                + " more)",
            "1: no time was left for a single case",
            "1: an error (see the results)"),
        NotJudgedReasons.lines(report().results()));
    assertEquals("1 of 13", report().judgedOfAll());
  }

  @Test
  void whatAnInterruptionHasLeftIsToldAsThat() {
    add(1, Verdict.PASS, 1);
    for (String id : List.of("AAA-002", "AAA-003")) {
      results.add(
          new Result(
              Samples.scenario(id, "cancel", "A title"),
              "one",
              Verdict.UNDECIDED,
              Interruption.MESSAGE,
              new Result.Cases(0, false, 0, 1)));
    }
    assertEquals(
        List.of("2: the run was interrupted before they were judged"),
        NotJudgedReasons.lines(report().results()));
  }

  @Test
  void manyReasonsAreCut() {
    for (Capability capability : List.of(Capability.values()).subList(0, 10)) {
      add(1, Verdict.UNSUPPORTED, 0, capability);
    }
    List<String> lines = NotJudgedReasons.lines(report().results());
    assertEquals(9, lines.size());
    assertEquals("2: other reasons (see the results)", lines.get(8));
  }

  @Test
  void allReportsSayIt() throws Exception {
    add(2, Verdict.UNSUPPORTED, 0, Capability.KEY_DATA).add(1, Verdict.PASS, 1);
    Reports.write(Samples.run(List.of(ONE), results), folder);
    assertContains(
        "summary.md", "1 of 3 judged", "| 1 of 3 |", "## Not judged\n- 2: lacks key data\n");
    assertContains("report.html", "1 of 3 judged", "<li>2: lacks key data</li>");
    assertContains("junit.xml", "name=\"pgconform.judged\" value=\"1 of 3\"");
    assertContains("badge.json", "\"message\":\"1 of 3 judged\"");
    assertEquals(List.of("key data"), Report.read(folder).results().get(0).missing());
    assertFalse(Files.readString(folder.resolve("report.json")).contains("\"missing\" : [ ]"));
  }

  private void assertContains(String file, String... words) throws Exception {
    String text = Files.readString(folder.resolve(file)).replace("\n\n", "\n");
    for (String each : words) {
      assertTrue(text.contains(each), each + " is not in " + file + "\n" + text);
    }
  }
}
