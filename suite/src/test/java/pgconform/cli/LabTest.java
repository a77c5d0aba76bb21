package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.scenario.Expectation;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.TargetFileReader;

/** The target files of the lab are good, and every known deviation is explained. */
class LabTest {
  private static final Path LAB = Path.of("..", "ci", "lab");

  private static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static List<Path> targets() throws IOException {
    return yaml(LAB);
  }

  private static List<Path> expectations() throws IOException {
    return yaml(LAB.resolve("expectations"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyTargetFileIsGood(Path file) throws Exception {
    Execution.of("lint", file).gives(0, "1 target file without errors");
  }

  @ParameterizedTest
  @MethodSource("expectations")
  void everyDeviationHasAReason(Path file) throws Exception {
    for (Expectation entry :
        ExpectationReader.read(file.toString(), Files.readAllBytes(file)).entries()) {
      assertTrue(entry.reason().length() > 40, entry.where() + ": " + entry.reason());
      assertFalse(entry.reason().contains("not explained yet"), entry.where());
    }
  }

  @Test
  void everyExpectationsFileIsInUse() throws Exception {
    Set<Path> used = new TreeSet<>();
    for (Path file : targets()) {
      TargetFileReader.read(file)
          .expectations()
          .ifPresent(path -> used.add(path.toAbsolutePath().normalize()));
    }
    Set<Path> there = new TreeSet<>();
    expectations().forEach(path -> there.add(path.toAbsolutePath().normalize()));
    assertEquals(there, used);
  }
}
