package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a requirement does to a server can be read, and a server can be spared it. */
class EffectsOfRequirementsTest {
  private static final int TERMINAL = 120;

  @TempDir private Path folder;

  @Test
  void theListHasALetterForEach() {
    List<String> lines = lines("list");
    assertTrue(
        lines.contains(
            "SEC-006b  must     security        mfx  After failed connections, the server accepts"
                + " as many sessions as before"),
        lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("CAN-002 .* cancel +- +A Cancel.*")),
        lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("  x  fills the server +\\d+  starts .*")),
        lines.toString());
    assertEquals(List.of(), lines.stream().filter(line -> line.length() > TERMINAL).toList());
  }

  @Test
  void aListWithoutEffectsExplainsNoLetters() {
    List<String> lines = lines("list -s CAN-002");
    assertEquals(2, lines.size(), lines.toString());
    assertEquals("1 requirement", lines.get(1));
  }

  @Test
  void requirementsOfClientsAreListedAndExplained() {
    List<String> lines = lines("list --role client");
    assertTrue(lines.get(0).startsWith("CLI-001"), lines.toString());
    assertTrue(lines.stream().noneMatch(line -> line.contains("CAN-")), lines.toString());
    Execution.of("list --role client --coverage")
        .gives(0, "client/CLI-010b.yaml", "CLI-029", "not checked: ", " of 34 requirements");
    Execution.of("list --role client --coverage --compare x").gives(2, "leave out --role");
    Execution.of("list --role nobody").gives(2, "--role");
    Execution.of("explain CLI-027").gives(0, "A client should do this", "where it comes");
    Execution.of("explain CTR-006").gives(0, "cancel is carried out while a query runs");
  }

  @Test
  void programsReadThemAsWords() {
    String json = Execution.of("list --json -s CAN-028b -s CAN-002").gives(0).text();
    JsonNode list = JsonMapper.builder().build().readTree(json);
    assertEquals("[]", list.at("/0/effects").toString());
    assertTrue(list.at("/0/gentle").asBoolean());
    assertEquals("[\"floods\",\"fills the server\"]", list.at("/1/effects").toString());
    assertFalse(list.at("/1/gentle").asBoolean());
    assertEquals(1, list.at("/1/since").asInt());
  }

  @Test
  void anExplanationSaysThem() {
    Execution.of("explain CAN-028b")
        .gives(
            0,
            "This is what it does to the server:",
            "\n  floods: it opens ten or more connections at the same time.\n",
            "'run --gentle' leaves it out.");
    String gentle = Execution.of("explain CAN-024").gives(0, "throw-away server: it starts").text();
    assertFalse(gentle.contains("--gentle"), gentle);
    String nothing = Execution.of("explain CAN-002").gives(0).text();
    assertFalse(nothing.contains("This is what it does"), nothing);
  }

  @Test
  void aGentleRunSparesTheServerAndSaysSo() {
    try (ScriptedServer server = PostgresLike.start()) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      String run = "run %s --tries 1 --seed 1 --out %s ".formatted(url, folder.resolve("report"));
      String output =
          Execution.of(run + "--gentle -s CAN-002 -s FRM-002 -s CAN-028")
              .gives(0, "1 pass; 1 of 1 judged", "\n2 requirements left out by --gentle\n")
              .text();
      assertFalse(output.contains("FRM-002") || output.contains("CAN-028 "), output);
      String spared = Execution.of(run + "--gentle -s CAN-002").gives(0).text();
      assertFalse(spared.contains("left out"), spared);
      Execution.of(run + "--gentle -s FRM-002")
          .gives(2, "nothing is left to run: --gentle excludes all selected scenarios");
    }
  }

  private static List<String> lines(String command) {
    return Execution.of(command).gives(0).text().lines().toList();
  }
}
