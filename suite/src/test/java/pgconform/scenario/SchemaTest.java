package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    assertTrue(scenarios.size() >= 24, "scenarios read: " + scenarios.size());
  }

  @Test
  void namesEveryStep() throws Exception {
    Set<String> verbs = new TreeSet<>(StepReader.VERBS);
    verbs.add("use");
    assertEquals(verbs, definitions("step "));
  }

  @Test
  void namesEveryGenerator() throws Exception {
    assertEquals(new TreeSet<>(GeneratorReader.names()), definitions("generator "));
  }

  @Test
  void namesEveryMessageThatCanBeSent() throws Exception {
    JsonNode names = SchemaCheck.document().at("/$defs/message/oneOf/0/enum");
    Set<String> found = new TreeSet<>();
    names.forEach(name -> found.add(name.asString()));
    assertEquals(new TreeSet<>(Vocabulary.frontendNames()), found);
  }

  @Test
  void describesEveryProperty() throws Exception {
    List<String> bare = new ArrayList<>();
    undescribed(SchemaCheck.document(), "", bare);
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

  private static Set<String> definitions(String prefix) throws Exception {
    Set<String> found = new TreeSet<>();
    for (String name : SchemaCheck.document().get("$defs").propertyNames()) {
      if (name.startsWith(prefix)) {
        found.add(name.substring(prefix.length()));
      }
    }
    return found;
  }
}
