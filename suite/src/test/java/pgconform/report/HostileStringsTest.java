package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.run.RunResult;

/** Whatever a server says, all files of a report can be read, and none obeys it. */
class HostileStringsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000_000})
  void allFilesStayWhatTheyAre(int more) throws Exception {
    RunResult run = Samples.every(Samples.HOSTILE + "\u001b[31m<b>".repeat(more / 8));
    Reports.write(run, folder);
    TreeSet<String> kinds = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        kinds.add(file.toString().replaceAll(".*\\.", ""));
        if (!file.toString().endsWith(".pcap")) {
          assertHarmless(file);
        }
      }
    }
    assertEquals(
        new TreeSet<>(List.of("html", "json", "lock", "md", "pcap", "svg", "txt", "xml", "yaml")),
        kinds);
    Report.read(folder);
    DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
    // Newer releases of Java limit how many references, such as &lt;, a document has.
    parsers.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0");
    parsers.setAttribute("jdk.xml.totalEntitySizeLimit", "0");
    for (String name : List.of("junit.xml", "badge.svg")) {
      parsers.newDocumentBuilder().parse(folder.resolve(name).toFile());
    }
  }

  private static void assertHarmless(Path file) throws Exception {
    // Strictly: throws where it is not UTF-8.
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
            .toString();
    text.codePoints()
        .filter(
            c ->
                (Character.isISOControl(c) && c != '\n' && c != '\t') || c == 0x202e || c == 0x2028)
        .findFirst()
        .ifPresent(
            c -> {
              throw new AssertionError("%s holds a character %04x".formatted(file, c));
            });
    assertTrue(text.length() < 3_000_000, file + " has characters: " + text.length());
    // What CI systems are shown line by line.
    if (file.toString().matches(".*\\.(md|txt)")) {
      assertFalse(text.contains("\n::error"), "a command to a CI system in " + file);
    }
    if (!file.toString().matches(".*\\.(txt|yaml|json)")) {
      assertFalse(
          text.contains("<script>alert") || text.contains("<img src=x"), "markup in " + file);
    }
  }

  @Test
  void namesOfFilesAreOurs() throws Exception {
    RunResult run = Samples.every(Samples.HOSTILE);
    Reports.write(run, folder);
    try (Stream<Path> files = Files.list(folder.resolve("traces"))) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertTrue(names.stream().allMatch(n -> n.matches("[A-Za-z0-9._-]+")), names.toString());
    }
  }
}
