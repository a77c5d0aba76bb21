package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts by release, as they are recorded and compared. */
class RecordedVerdictsTest {
  @TempDir private Path folder;

  /** A report of one requirement: for each release its verdict, such as {@code 9.6.24 pass}. */
  private Path report(String name, String... verdicts) throws IOException {
    return reportOf(name, "t", verdicts);
  }

  private Path reportOf(String name, String prefix, String... verdicts) throws IOException {
    List<String> targets = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (String verdict : verdicts) {
      String[] words = verdict.split(" ", 2);
      targets.add(
          "{\"name\": \"%s\", \"product\": \"PostgreSQL\", \"version\": \"%s\"}"
              .formatted(name(prefix, words[0]), words[0]));
      results.add(
          "{\"id\": \"CAN-001\", \"target\": \"%s\", \"verdict\": \"%s\"}"
              .formatted(name(prefix, words[0]), words[1]));
    }
    return Files.writeString(
        folder.resolve(name),
        "{\"format\": 1, \"targets\": %s, \"results\": %s}".formatted(targets, results));
  }

  /** Releases from 18 on have another name than the older ones if there is a prefix. */
  private static String name(String prefix, String version) {
    return (version.startsWith("18") ? prefix : "t") + version;
  }

  @Test
  void whoOnlySaysThatItIsPostgreSqlDoesNotCountBesideReleases() throws IOException {
    Path file = reportOf("report.json", "embedded:", "8.2.23 fail", "18.6 pass");
    assertEquals(Optional.of("18 pass"), RecordedVerdicts.of(file).verdicts("CAN-001"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9.6.24 pass, 10.23 pass, 18.6 pass | 9.6-18 pass",
        "18.6 info, 9.6.24 pass, 17.2 pass | 9.6-17 pass, 18 info",
        "9.6.24 pass, 10.23 fail, 18.6 pass | 9.6 pass, 10 fail, 18 pass",
        "13.4 fail | 13 fail",
      })
  void ranges(String verdicts, String expected) throws IOException {
    RecordedVerdicts coverage = RecordedVerdicts.of(report("report.json", verdicts.split(", ")));
    assertEquals(Optional.of(expected), coverage.verdicts("CAN-001"));
    assertEquals(Optional.empty(), coverage.verdicts("CAN-002"));
  }

  @Test
  void recordedAndReadBack() throws IOException {
    RecordedVerdicts coverage = RecordedVerdicts.of(report("a.json", "17.2 pass", "18.6 info"));
    coverage.record(folder);
    assertEquals(List.of(), RecordedVerdicts.recorded(folder).differences(coverage));
    RecordedVerdicts other = RecordedVerdicts.of(report("b.json", "17.2 fail", "18.6 info"));
    assertEquals(
        List.of("CAN-001: was 17 pass, 18 info, is now 17 fail, 18 info"),
        RecordedVerdicts.recorded(folder).differences(other));
  }

  @Test
  void whatIsUndecidedIsNoDifference() throws IOException {
    RecordedVerdicts.of(report("a.json", "9.6.24 pass", "17.2 pass", "18.6 info")).record(folder);
    RecordedVerdicts recorded = RecordedVerdicts.recorded(folder);
    RecordedVerdicts run =
        RecordedVerdicts.of(report("b.json", "18.6 undecided", "17.2 undecided", "9.6.24 pass"));
    assertEquals(List.of(), recorded.differences(run));
    assertEquals(List.of("CAN-001: undecided on 18", "CAN-001: undecided on 17"), run.undecided());
    RecordedVerdicts other =
        RecordedVerdicts.of(report("c.json", "9.6.24 fail", "17.2 undecided", "18.6 info"));
    assertEquals(
        List.of("CAN-001: was 9.6-17 pass, 18 info, is now 9.6 fail, 17 undecided, 18 info"),
        recorded.differences(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON | this is no report",
        "{\"format\": 1, \"targets\": 7, \"results\": \"x\"} | this is no report",
        "{\"format\": 1, \"targets\": 7, \"results\": []} | this is no report",
        "{\"format\": 1, \"results\": []} | contains no results of PostgreSQL",
        "[] | this is no report",
      })
  void whatIsNoReport(String text, String fault) throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), text);
    String message = assertThrows(IOException.class, () -> RecordedVerdicts.of(file)).getMessage();
    assertTrue(message.contains(fault), message);
  }

  @Test
  void twoOfOneRelease() throws IOException {
    Path file = report("report.json", "13.4 pass", "13.23 pass");
    String message = assertThrows(IOException.class, () -> RecordedVerdicts.of(file)).getMessage();
    assertTrue(message.endsWith("holds two targets of PostgreSQL 13"), message);
  }
}
