package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Bug;
import pgconform.scenario.Expectation;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.scenario.ServerVersion;

/** What the checkout says about real PostgreSQL: known defects, and the published reports. */
class PublishedFilesTest {
  private static final Path CHECKOUT = Path.of("..");
  private static final long MOST_OCTETS = 8_000_000;

  @Test
  void knownDefectsAreThoseThatScenariosName() throws Exception {
    Map<String, Scenario> scenarios = new TreeMap<>();
    ScenarioLibrary.load(CHECKOUT.resolve("scenarios"), List.of())
        .forEach(scenario -> scenarios.put(scenario.id(), scenario));
    Path file = CHECKOUT.resolve("ci/known-defects.yaml");
    List<String> pinned = new ArrayList<>();
    for (Expectation entry : ExpectationReader.read("known", Files.readAllBytes(file)).entries()) {
      for (String id : entry.ids()) {
        for (String target : entry.targets()) {
          pinned.add(target + " " + id);
          ServerVersion release = ServerVersion.of(target.replace("embedded:", "")).orElseThrow();
          Bug bug = scenarios.get(id).bugs().get(0);
          assertTrue(bug.servers().orElseThrow().have(release), pinned.toString());
          assertTrue(entry.reason().startsWith(bug.name()), entry.reason());
        }
      }
    }
    assertEquals(19, pinned.stream().distinct().count(), pinned.toString());
  }

  @Test
  void publishedVerdictsAreTheRecordedOnes() {
    Execution.of("list --coverage --compare", CHECKOUT.resolve("reports/report.json"))
        .gives(0, "No differences from the recorded verdicts");
  }

  @Test
  void publishedReportsAreSmall() throws Exception {
    long octets = 0;
    try (var files = Files.newDirectoryStream(CHECKOUT.resolve("reports"))) {
      for (Path file : files) {
        octets += Files.size(file);
      }
    }
    assertTrue(octets < MOST_OCTETS, "octets: " + octets);
  }
}
