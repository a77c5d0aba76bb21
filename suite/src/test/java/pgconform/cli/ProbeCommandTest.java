package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code probe} prints, and what else stands on the command line about capabilities. */
class ProbeCommandTest {
  @TempDir private Path folder;

  private static String url(ScriptedServer server) {
    return "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
  }

  @Test
  void aLineForEachCapability() {
    try (ScriptedServer server = PostgresLike.start(Fault.NO_KEY_DATA)) {
      String text = Execution.of("probe", url(server)).gives(0, ": Scripted 18.0\n").text();
      assertTrue(text.matches("(?s).*\n  key data +never\n.*"), text);
      assertTrue(text.matches("(?s).*\n  held query +advisory lock\n.*"), text);
      assertTrue(text.matches("(?s).*\n  judged as +protocol, unless --profile .*"), text);
    }
  }

  @Test
  void forPrograms() {
    try (ScriptedServer server = PostgresLike.start()) {
      JsonNode target = json(Execution.of("probe --json", url(server)).gives(0));
      assertEquals("protocol", target.get("profile").asString());
      assertEquals(
          "always: 4 octets under 3.0, 32 octets under 3.2",
          target.get("capabilities").get("key data").asString());
    }
  }

  @Test
  void whatCannotBeReached() {
    Execution probe = Execution.of("probe postgresql://u:secret@127.0.0.1:1/x");
    String text = probe.gives(3, "Connection refused").text();
    assertEquals(1, text.lines().count(), text);
    assertFalse(text.contains("secret"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--strict"})
  void aLenientVerdictIsRedInAStrictRun(String option) throws Exception {
    String line = "run --scenario BKD-001 " + option;
    try (ScriptedServer server = PostgresLike.start(Fault.NO_KEY_DATA)) {
      String text =
          Execution.of(line.strip(), url(server), "--out", folder)
              .gives(option.isEmpty() ? 0 : 1, "lenient      BKD-001")
              .text();
      assertEquals(!option.isEmpty(), text.contains("which --strict does not accept"));
    }
    JsonNode suite =
        JsonMapper.builder().build().readTree(folder.resolve("report.json").toFile()).get("suite");
    assertEquals(!option.isEmpty(), suite.get("strict").asBoolean());
    String junit = java.nio.file.Files.readString(folder.resolve("junit.xml"));
    assertEquals(!option.isEmpty(), junit.contains("<failure"), junit);
    assertTrue(junit.contains("failures=\"%d\"".formatted(option.isEmpty() ? 0 : 1)), junit);
  }

  @Test
  void bothReadingsOfADisputedPoint() {
    Execution.of("explain BKD-001")
        .gives(
            0,
            "\nThe documentation can be read in two ways. Can a server omit BackendKeyData?\n",
            "\n  one reading:   No. ",
            "\n  other reading: Yes. ",
            "\n  judged:        its absence fails as postgresql");
  }

  @Test
  void coverageNamesScenariosAndReasons() {
    Execution.of("list --coverage")
        .gives(
            0,
            "BKD-001   The server sends BackendKeyData during start-up\n",
            "\n          keydata/BKD-001.yaml: 9.6-18 pass\n",
            "\n          not checked: ");
    JsonNode list = json(Execution.of("list --coverage --json -s CAN-007*").gives(0));
    assertEquals(1, list.size());
    assertEquals("cancel/CAN-007b.yaml", list.get(0).at("/scenarios/1/file").asString());
  }

  private static JsonNode json(Execution execution) {
    return JsonMapper.builder().build().readTree(execution.text());
  }
}
