package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is written as a whole, by one at a time. */
class ReportFolderTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void anEarlierReportIsGoneFromTheBeginningOn() throws IOException {
    Reports.write(Samples.every("x"), folder);
    Files.writeString(folder.resolve("traces/.a.txt.part"), "of a run that was killed");
    Files.writeString(folder.resolve("traces/notes.md"), "the user's");
    Files.writeString(folder.resolve("known.yaml"), "the user's");
    Path replayed = folder.resolve("traces/AAA-001-one.yaml");
    assertTrue(Files.exists(replayed), names().toString());
    ReportFolder.open(folder, List.of(replayed)).close();
    assertEquals(
        List.of(".lock", "known.yaml", "traces/AAA-001-one.yaml", "traces/notes.md"), names());
  }

  @Test
  void twoNeverWriteAtOnce() throws IOException {
    try (ReportFolder first = ReportFolder.open(folder, List.of())) {
      first.write("summary.md", "first");
      IOException e = assertThrows(IOException.class, () -> ReportFolder.open(folder, List.of()));
      assertTrue(e.getMessage().startsWith(folder + ": another run of pgconform"), e.getMessage());
      assertTrue(names().contains("summary.md"), "the second has removed what the first wrote");
    }
    ReportFolder.open(folder, List.of()).close();
  }

  @Test
  void aFileIsWholeOrNotThere() throws IOException {
    try (ReportFolder open = ReportFolder.open(folder, List.of())) {
      open.writeTrace("a.txt", out -> out.write(1));
      assertThrows(
          IOException.class,
          () ->
              open.writeTrace(
                  "a.txt",
                  out -> {
                    out.write(2);
                    throw new IOException("the disk is full");
                  }));
      assertEquals(List.of(".lock", "traces/a.txt"), names());
      assertEquals(1, Files.readAllBytes(folder.resolve("traces/a.txt"))[0]);
    }
  }

  @Test
  void aLinkThatLeadsNowhereIsNamedWithItsEnd() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/no/folder"));
    assertSentence(link, link + " is a symbolic link to /no/folder, which does not exist");
    assertSentence(link.resolve("x"), link + " is a symbolic link to /no/folder, which does");
    assertFalse(Files.exists(Path.of("/no")));
  }

  @Test
  void whereNothingCanBeWrittenIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertSentence(file, "this is a file, not a folder");
    assertSentence(file.resolve("below"), "Not a directory");
    Path inTheWay = Files.createDirectories(folder.resolve("out/report.json/x")).getParent();
    assertSentence(inTheWay.getParent(), "report.json");
    // The kernel lets nobody create a folder there.
    assertSentence(Path.of("/proc/pgconform-report"), "reports cannot be written there");
    assertFalse(Files.exists(folder.resolve("file/below")));
  }

  private static void assertSentence(Path place, String words) {
    IOException e = assertThrows(IOException.class, () -> ReportFolder.open(place, List.of()));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void aReportMayBeJoinedInItsOwnFolder() throws IOException {
    Reports.write(Samples.every("x"), folder);
    List<String> before = names();
    Merge.merge(List.of(folder), folder);
    assertEquals(before, names());
  }
}
