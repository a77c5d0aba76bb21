package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.Verdict;
import pgconform.run.Part;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;

/** Reports of several runs become one, and are held against each other. */
class MergeAndDiffTest {
  @TempDir Path folder;

  private static final TargetInfo ONE = Samples.target("one", "x");
  private static final TargetInfo TWO = Samples.target("two", "x");

  private Path written(String name, List<TargetInfo> targets, Result... results)
      throws IOException {
    Path place = folder.resolve(name);
    RunResult run = Samples.run(targets, List.of(results));
    Reports.write(run, place);
    return place;
  }

  private static Result result(int number, TargetInfo target, Verdict verdict) {
    return Samples.result(
        Samples.scenario("AAA-%03d".formatted(number), "cancel", "A title"),
        target.name(),
        verdict,
        "");
  }

  @Test
  void shardsBecomeOneTarget() throws Exception {
    Result failure = Samples.failure(Samples.scenario("AAA-002", "cancel", "B"), "one", "no");
    Path first = written("1", List.of(ONE), result(1, ONE, Verdict.PASS));
    Path second = written("2", List.of(ONE), failure);
    Path other = written("3", List.of(TWO), result(1, TWO, Verdict.PASS));
    Path out = folder.resolve("all");
    Report report = Merge.merge(List.of(first, second, other), out);
    assertEquals(List.of("one", "two"), report.targets().stream().map(t -> t.name()).toList());
    assertEquals(3, report.results().size());
    assertEquals(90, report.suite().cases());
    assertEquals(ExitStatus.RED, report.exitStatus());
    assertEquals(report, Report.read(out));
    for (String name : List.of("junit.xml", "report.html", "summary.md", "badge.svg")) {
      assertTrue(Files.size(out.resolve(name)) > 0, name);
    }
    assertTrue(Files.exists(out.resolve("traces/AAA-002-one.yaml")));
    assertTrue(Files.exists(out.resolve("traces/AAA-002-one.pcap")));
  }

  private Path shard(int index, int count, TargetInfo target) throws IOException {
    RunResult run = Samples.run(List.of(target), List.of(result(index, target, Verdict.PASS)));
    Path place = folder.resolve("%s-%d-%d".formatted(target.name(), index, count));
    Reports.write(Samples.shard(run, new Part(index, count)), place);
    return place;
  }

  @Test
  void missingShardsAreNamedAndNotGreen() throws Exception {
    Path first = shard(1, 3, ONE);
    assertEquals("1/3", Report.read(first).suite().shard());
    assertEquals(ExitStatus.GREEN, Report.read(first).exitStatus());
    Path some = folder.resolve("some");
    Report joined = Merge.merge(List.of(first), some);
    assertEquals(ExitStatus.UNTESTED, joined.exitStatus());
    String sentence =
        "shards 2/3, 3/3 are missing: their reports are not among those that are merged";
    assertEquals(sentence, joined.missingShards().orElseThrow());
    assertTrue(Files.readString(some.resolve("summary.md")).contains(sentence));
    assertTrue(Files.readString(some.resolve("report.html")).contains(sentence));
    // A joined report still knows its parts.
    Path more = folder.resolve("more");
    assertEquals(
        "shard 2/3 is missing: its report is not among those that are merged",
        Merge.merge(List.of(some, shard(3, 3, ONE)), more).missingShards().orElseThrow());
    Report all = Merge.merge(List.of(more, shard(2, 3, ONE)), folder.resolve("all"));
    assertEquals(ExitStatus.GREEN, all.exitStatus());
    assertEquals("", all.suite().shard());
  }

  @Test
  void shardsAreCountedForEachTarget() throws Exception {
    List<Path> parts = new ArrayList<>(List.of(shard(1, 2, ONE), shard(2, 2, TWO)));
    assertEquals(
        "shards 2/2 of one, 1/2 of two are missing: their reports are not among those that are"
            + " merged",
        Merge.merge(parts, folder.resolve("a")).missingShards().orElseThrow());
    parts.add(shard(2, 2, ONE));
    parts.add(shard(1, 2, TWO));
    assertTrue(Merge.merge(parts, folder.resolve("b")).missingShards().isEmpty());
    // A run without a shard is whole, beside whatever parts.
    Path whole = written("whole", List.of(ONE), result(7, ONE, Verdict.PASS));
    List<Path> all = List.of(whole, shard(1, 1, TWO));
    assertEquals(ExitStatus.GREEN, Merge.merge(all, folder.resolve("c")).exitStatus());
  }

  @Test
  void aReportThatIsCutOffIsOneSentence() throws Exception {
    Path written = written("whole", List.of(ONE), result(1, ONE, Verdict.PASS));
    byte[] whole = Files.readAllBytes(written.resolve("report.json"));
    Path cut = folder.resolve("cut.json");
    // The text ends with a brace and a newline.
    for (int size = 1; size < whole.length - 1; size++) {
      Files.write(cut, Arrays.copyOf(whole, size));
      IOException e = assertThrows(IOException.class, () -> Report.read(cut));
      long line =
          new String(whole, 0, size, StandardCharsets.UTF_8).chars().filter(c -> c == '\n').count()
              + 1;
      assertEquals(
          "%s: this is no report: the file is not complete JSON (line %d)".formatted(cut, line),
          e.getMessage());
    }
    Files.writeString(cut, "{\n\"format\": nothing,\n}");
    assertEquals(
        cut + ": this is no report: the file is not JSON (line 2)",
        assertThrows(IOException.class, () -> Report.read(cut)).getMessage());
  }

  @Test
  void twoResultsForTheSameAreRefused() throws Exception {
    Path first = written("1", List.of(ONE), result(1, ONE, Verdict.PASS));
    Path second = written("2", List.of(ONE), result(1, ONE, Verdict.PASS));
    IOException e =
        assertThrows(
            IOException.class, () -> Merge.merge(List.of(first, second), folder.resolve("all")));
    assertTrue(e.getMessage().startsWith("AAA-001 of one is in "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{\"format\":3,\"results\":[]}", "{\"format\":1,\"results\":[1]}"})
  void whatIsNoReportIsOneSentence(String content) throws Exception {
    Path file = folder.resolve("report.json");
    Files.writeString(file, content);
    IOException e = assertThrows(IOException.class, () -> Report.read(folder));
    assertTrue(e.getMessage().contains("report.json: this is no report"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, FAIL, true",
    "PASS, LENIENT, true",
    "LENIENT, FAIL, true",
    "UNDECIDED, FAIL, true",
    "PASS, UNDECIDED, false",
    "FAIL, PASS, false",
    "PASS, UNSUPPORTED, true",
    "PASS, BLOCKED, true",
    "LENIENT, UNSUPPORTED, true",
    "LENIENT, BLOCKED, true",
    "LENIENT, UNDECIDED, false",
    "INFO, UNSUPPORTED, true",
    "INFO, BLOCKED, true",
    "INFO, UNDECIDED, false",
    "UNSUPPORTED, INFO, false",
    "FAIL, BLOCKED, false",
    "BLOCKED, PASS, false",
    "BLOCKED, FAIL, true",
    "FAIL, ERROR, true",
  })
  void saysWhatGotWorse(Verdict before, Verdict after, boolean worse) throws Exception {
    Path old = written("old", List.of(ONE), result(1, ONE, before));
    Path now = written("new", List.of(TWO), result(1, TWO, after));
    ReportDiff difference = ReportDiff.of(Report.read(old), Report.read(now));
    assertEquals(1, difference.changes().size());
    assertEquals(worse, difference.worse());
    assertTrue(difference.text().get(0).contains(before + " -> " + after), difference.text() + "");
    assertTrue(difference.markdown().get(4).contains("| " + after + " |"));
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, true",
    "LENIENT, true",
    "INFO, true",
    "FAIL, false",
    "UNDECIDED, false",
    "UNSUPPORTED, false",
    "BLOCKED, false",
    "ERROR, false",
  })
  void whatIsMissingWasGood(Verdict before, boolean worse) throws Exception {
    Result other = result(2, ONE, Verdict.PASS);
    Path old = written("old", List.of(ONE), result(1, ONE, before), other);
    Path now = written("new", List.of(ONE), other);
    ReportDiff difference = ReportDiff.of(Report.read(old), Report.read(now));
    assertEquals(worse, difference.worse());
    assertTrue(difference.text().get(0).contains(before + " -> not judged"), difference.toString());
    assertFalse(ReportDiff.of(Report.read(now), Report.read(now)).worse());
  }

  @ParameterizedTest
  @CsvSource({"PASS, true", "INFO, true", "LENIENT, true", "FAIL, false", "BLOCKED, false"})
  void whatNoCaseWasRunOfIsNotJudgedAnyMore(Verdict before, boolean worse) throws Exception {
    Path old = written("old", List.of(ONE), result(1, ONE, before));
    Path now = written("new", List.of(ONE), result(1, ONE, Verdict.UNDECIDED));
    Path json = now.resolve("report.json");
    String text = Files.readString(json);
    Files.writeString(
        json, text.replaceFirst("\"cases\" : \\d+,(?=\\s+\"exhaustive)", "\"cases\" : 0,"));
    assertEquals(0, Report.read(now).results().get(0).cases());
    assertEquals(worse, ReportDiff.of(Report.read(old), Report.read(now)).worse());
  }

  @Test
  void aTargetThatIsMissingAltogetherIsWorse() throws Exception {
    Path old =
        written(
            "old", List.of(ONE, TWO), result(1, ONE, Verdict.PASS), result(1, TWO, Verdict.PASS));
    Path now = written("new", List.of(ONE), result(1, ONE, Verdict.PASS));
    ReportDiff difference = ReportDiff.of(Report.read(old), Report.read(now));
    assertTrue(difference.worse());
    assertEquals(
        "1 changed, 1 of them worse; 2 of 2 judged before, 1 of 1 now",
        difference.text().get(difference.text().size() - 1));
    assertEquals(
        List.of("nothing changed; 1 of 1 judged"),
        ReportDiff.of(Report.read(now), Report.read(now)).text());
  }

  @Test
  void aTargetThatIsGoneIsWorse() throws Exception {
    TargetInfo gone =
        new TargetInfo(
            "one",
            "one",
            "",
            "",
            ONE.profile(),
            java.util.Map.of(),
            java.util.Optional.of("refused"));
    Path old = written("old", List.of(ONE), result(1, ONE, Verdict.PASS));
    Path now = written("new", List.of(gone));
    assertTrue(ReportDiff.of(Report.read(old), Report.read(now)).worse());
    assertFalse(ReportDiff.of(Report.read(now), Report.read(old)).worse());
  }

  @Test
  void anotherWayToFailIsAChange() throws Exception {
    Result first = Samples.failure(Samples.scenario("AAA-002", "cancel", "B"), "one", "no");
    Path old = written("old", List.of(ONE), first);
    assertEquals(List.of(), ReportDiff.of(Report.read(old), Report.read(old)).changes());
    String json = Files.readString(old.resolve("report.json"));
    Path now = folder.resolve("now.json");
    Files.writeString(
        now,
        json.replace(
            "\"signature\" : \"client: ErrorResponse", "\"signature\" : \"client: Closed"));
    ReportDiff difference = ReportDiff.of(Report.read(old), Report.read(now));
    assertEquals(1, difference.changes().size());
    assertFalse(difference.worse());
  }
}
