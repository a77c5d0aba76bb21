package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private PrintStream systemOut;
  private PrintStream systemErr;

  @BeforeEach
  void capture() {
    systemOut = System.out;
    systemErr = System.err;
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  @AfterEach
  void release() {
    System.setOut(systemOut);
    System.setErr(systemErr);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String url(ScriptedServer server) {
    return "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
  }

  @Test
  void aLineForEachCapability() {
    try (ScriptedServer server = PostgresLike.start(Fault.NO_KEY_DATA)) {
      assertEquals(0, Main.execute("probe", url(server)));
    }
    assertTrue(text().contains(": Scripted 18.0\n"), text());
    assertTrue(text().matches("(?s).*\n  key data +never\n.*"), text());
    assertTrue(text().matches("(?s).*\n  held query +advisory lock\n.*"), text());
    assertTrue(text().matches("(?s).*\n  judged as +protocol, unless --profile .*"), text());
  }

  @Test
  void forPrograms() {
    try (ScriptedServer server = PostgresLike.start()) {
      assertEquals(0, Main.execute("probe", "--json", url(server)));
    }
    JsonNode target = JsonMapper.builder().build().readTree(text());
    assertEquals("protocol", target.get("profile").asString());
    assertEquals(
        "always: 4 octets under 3.0, 32 octets under 3.2",
        target.get("capabilities").get("key data").asString());
  }

  @Test
  void whatCannotBeReached() {
    assertEquals(3, Main.execute("probe", "postgresql://u:secret@127.0.0.1:1/x"));
    assertEquals(1, text().lines().count(), text());
    assertTrue(text().contains("Connection refused"), text());
    assertTrue(!text().contains("secret"), text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--strict"})
  void aLenientVerdictIsRedInAStrictRun(String option) throws Exception {
    try (ScriptedServer server = PostgresLike.start(Fault.NO_KEY_DATA)) {
      String run = "run %s --scenario BKD-001 --out %s %s".formatted(url(server), folder, option);
      assertEquals(option.isEmpty() ? 0 : 1, Main.execute(run.strip().split(" ")), text());
    }
    assertTrue(text().contains("lenient      BKD-001"), text());
    assertEquals(!option.isEmpty(), text().contains("red: --strict accepts no lenient verdict"));
    JsonNode suite =
        JsonMapper.builder().build().readTree(folder.resolve("report.json").toFile()).get("suite");
    assertEquals(!option.isEmpty(), suite.get("strict").asBoolean());
    String junit = java.nio.file.Files.readString(folder.resolve("junit.xml"));
    assertEquals(!option.isEmpty(), junit.contains("<failure"), junit);
    assertTrue(junit.contains("failures=\"%d\"".formatted(option.isEmpty() ? 0 : 1)), junit);
  }

  @Test
  void bothReadingsOfADisputedPoint() {
    assertEquals(0, Main.execute("explain", "BKD-001"));
    assertTrue(text().contains("\nDisputed: May a server leave BackendKeyData out?\n"), text());
    assertTrue(text().contains("\n  one reading:   No. "), text());
    assertTrue(text().contains("\n  other reading: Yes. "), text());
    assertTrue(text().contains("\n  judged:        fail as postgresql"), text());
  }

  @Test
  void coverageNamesScenariosAndReasons() {
    assertEquals(0, Main.execute("list", "--coverage"));
    assertTrue(text().contains("BKD-001   A start-up brings a cancellation key\n"), text());
    assertTrue(text().contains("\n          keydata/BKD-001.yaml: 9.6-18 pass\n"), text());
    assertTrue(text().contains("\n          not checked: "), text());
    out.reset();
    assertEquals(0, Main.execute("list", "--coverage", "--json", "-s", "CAN-007*"));
    JsonNode list = JsonMapper.builder().build().readTree(text());
    assertEquals(1, list.size());
    assertEquals("cancel/CAN-007b.yaml", list.get(0).at("/scenarios/1/file").asString());
  }
}
