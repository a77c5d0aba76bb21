package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The published schema says what the loader does. */
class SchemaTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  @Test
  void everyBuiltInScenarioFits() throws Exception {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(SCENARIOS, 2)) {
      files =
          walk.filter(p -> p.toString().endsWith(".yaml"))
              .filter(p -> !p.toString().contains("target"))
              .sorted()
              .toList();
    }
    List<Scenario> scenarios = ScenarioLibrary.load(files);
    SchemaCheck schema = new SchemaCheck();
    for (Path file : files) {
      Node root = Yaml.read(file.toString(), Files.readAllBytes(file));
      assertEquals(List.of(), Fragments.is(root) ? List.of() : schema.faults(root));
    }
    assertTrue(scenarios.size() >= 24, "scenarios read: " + scenarios.size());
  }

  @Test
  void isWhatTheFormsSay() throws Exception {
    Published.is(SCENARIOS.resolve("scenario.schema.json"), ScenarioSchema.text());
  }

  @Test
  void describesEveryProperty() {
    List<String> bare = new ArrayList<>();
    undescribed(ScenarioSchema.document(), "", bare);
    assertEquals(List.of(), bare, "properties without a description");
  }

  private static void undescribed(JsonNode node, String path, List<String> bare) {
    JsonNode properties = node.path("properties");
    for (String name : properties.propertyNames()) {
      JsonNode property = properties.get(name);
      boolean elsewhere = property.has("$ref");
      if (!property.has("description") && !elsewhere) {
        bare.add(path + "/" + name);
      }
    }
    for (String name : node.isObject() ? node.propertyNames() : List.<String>of()) {
      undescribed(node.get(name), path + "/" + name, bare);
    }
  }
}
