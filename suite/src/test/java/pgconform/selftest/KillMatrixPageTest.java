package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

/**
 * The kill matrix under docs/ is that of today's faults and scenarios. To be made anew by {@code
 * ./pgconform selftest --everywhere --matrix docs/kill-matrix.md}.
 */
class KillMatrixPageTest {
  private final List<String> page = page();

  private static List<String> page() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "kill-matrix.md"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Set<String> firstCells(String matching) {
    return page.stream()
        .filter(line -> line.startsWith("| ") && !line.contains("**nothing**"))
        .map(line -> line.substring(2, line.indexOf(' ', 2)))
        .filter(cell -> cell.matches(matching))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachFaultIsCaught() {
    Set<String> faults =
        Faults.all().stream()
            .filter(fault -> fault.kind() != Fault.Kind.RARE)
            .map(Fault::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> caught = firstCells("[a-z].*-.*");
    caught.removeIf(name -> Faults.all().stream().anyMatch(f -> isRare(f, name)));
    assertEquals(faults, caught);
  }

  private static boolean isRare(Fault fault, String name) {
    return fault.name().equals(name) && fault.kind() == Fault.Kind.RARE;
  }

  @Test
  void eachScenarioThatCountsCatchesOne() throws Exception {
    Set<String> scenarios =
        ScenarioLibrary.load(null, List.of()).stream()
            .filter(s -> s.level() == Level.MUST || s.level() == Level.SHOULD)
            .map(Scenario::id)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(scenarios, firstCells("[A-Z]{3}-.*"));
  }
}
