package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.run.RunResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** report.json is what its published schema says. */
class JsonReportTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"something", Samples.HOSTILE})
  void fitsItsSchema(String said) throws Exception {
    String file = "- {id: BBB-001, verdict: fail, reason: no requirement}\n";
    Report report = Report.of(Samples.against(file, false, Samples.every(said)));
    JsonNode read = Report.MAPPER.readTree(Samples.utf8(report.json()));
    var errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema())
            .validate(read);
    assertEquals(List.of(), errors);
    assertEquals(
        report, Report.MAPPER.treeToValue(read, Report.class), "nothing is lost on the way");
  }

  @Test
  void hasNothingThatTheSchemaDoesNotDescribe() throws Exception {
    RunResult run = Samples.every("something");
    TreeSet<String> bare = new TreeSet<>();
    undescribed(Report.MAPPER.valueToTree(Report.of(run)), schema(), "", bare);
    assertEquals(new TreeSet<String>(), bare, "fields without a description");
  }

  private static void undescribed(
      JsonNode node, JsonNode schema, String path, java.util.Set<String> bare) {
    if (node.isArray()) {
      node.forEach(item -> undescribed(item, schema.path("items"), path + "[]", bare));
    } else if (node.isObject() && !schema.has("additionalProperties")) {
      for (String name : node.propertyNames()) {
        JsonNode property = schema.path("properties").path(name);
        if (!property.has("description")) {
          bare.add(path + "/" + name);
        }
        undescribed(node.get(name), property, path + "/" + name, bare);
      }
    }
  }

  private static JsonNode schema() throws Exception {
    try (InputStream in = Report.class.getResourceAsStream("report-2.schema.json")) {
      return Report.MAPPER.readTree(in.readAllBytes());
    }
  }

  /** A report that an earlier release has written. */
  @Test
  void whatWasReadIsWrittenAgain() throws Exception {
    Path old = Path.of(JsonReportTest.class.getResource("format-1.json").toURI());
    Report report = Report.read(old);
    ObjectNode written = (ObjectNode) Report.MAPPER.readTree(report.json());
    // The causes follow from the rest.
    assertEquals("ENC-008", written.remove("causes").get(0).path("first").asString());
    assertEquals(Report.MAPPER.readTree(Files.readAllBytes(old)), written);
    assertEquals(ExitStatus.RED, report.exitStatus());
  }

  @Test
  void whatALaterReleaseAddsIsPassedOver() throws Exception {
    String json = Report.of(Samples.every("something")).json();
    Path file = folder.resolve("report.json");
    Files.writeString(
        file, json.replace("\"title\" :", "\"weather\" : {\"rain\" : 1}, \"title\" :"));
    assertEquals(json, Report.read(file).json());
    Files.writeString(file, json.replace("\"verdict\" : \"lenient\"", "\"verdict\" : \"stormy\""));
    IOException e = assertThrows(IOException.class, () -> Report.read(file));
    assertTrue(e.getMessage().contains("report.json: this is no report: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void holdsNoPassword() {
    RunResult run = Samples.every("something");
    String json = Report.of(run).json();
    String hex = java.util.HexFormat.of().formatHex(Samples.utf8(Samples.PASSWORD));
    assertFalse(json.contains(Samples.PASSWORD), json);
    for (int cut = 0; cut + 8 <= hex.length(); cut += 2) {
      assertFalse(json.contains(hex.substring(cut, cut + 8)), json);
    }
    assertTrue(json.contains("2a2a2a2a"), "its octets are masked");
  }
}
