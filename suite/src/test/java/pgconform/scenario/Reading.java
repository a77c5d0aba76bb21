package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Reads files as users' files are read, but from memory. What is good then also fits the schema.
 */
final class Reading {
  /** The name of the file, as faults give it. */
  static final String FILE = "test.yaml";

  private static final SchemaCheck SCHEMA = new SchemaCheck();

  private Reading() {}

  /** The scenario of a file. */
  static Scenario scenario(byte[] content) throws ScenarioException {
    return ScenarioLibrary.parse(Map.of(FILE, content)).get(0);
  }

  /** The faults of a file; none if it is good. */
  static List<FileError> problems(byte[] content) {
    try {
      ScenarioLibrary.parse(Map.of(FILE, content));
      assertEquals(List.of(), SCHEMA.faults(Yaml.read(FILE, content)));
      return List.of();
    } catch (ScenarioException e) {
      return e.problems();
    }
  }

  static List<FileError> problems(String content) {
    return problems(content.getBytes(StandardCharsets.UTF_8));
  }
}
