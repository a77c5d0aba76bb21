package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.run.Gate;
import pgconform.run.RunResult;
import tools.jackson.databind.JsonNode;

/** report.json is what its published schema says. */
class JsonReportTest {
  @ParameterizedTest
  @ValueSource(strings = {"something", Samples.HOSTILE})
  void fitsItsSchema(String said) throws Exception {
    RunResult run = Samples.every(said);
    Gate gate = new Gate(Gate.usual(run, false).standings(), List.of("x.yaml:3: " + said));
    JsonNode tree = JsonReport.tree(run, gate);
    byte[] octets = Report.MAPPER.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
    JsonNode read = Report.MAPPER.readTree(octets);
    var errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema())
            .validate(read);
    assertEquals(List.of(), errors);
    assertEquals(Report.of(tree), Report.of(read), "nothing is lost on the way");
  }

  @Test
  void hasNothingThatTheSchemaDoesNotDescribe() throws Exception {
    RunResult run = Samples.every("something");
    TreeSet<String> bare = new TreeSet<>();
    undescribed(JsonReport.tree(run, Gate.usual(run, false)), schema(), "", bare);
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
    try (InputStream in = Report.class.getResourceAsStream("report-1.schema.json")) {
      return Report.MAPPER.readTree(in.readAllBytes());
    }
  }

  @Test
  void holdsNoPassword() {
    RunResult run = Samples.every("something");
    String json = JsonReport.tree(run, Gate.usual(run, false)).toString();
    String hex = java.util.HexFormat.of().formatHex(Samples.utf8(Samples.PASSWORD));
    assertFalse(json.contains(Samples.PASSWORD), json);
    for (int cut = 0; cut + 8 <= hex.length(); cut += 2) {
      assertFalse(json.contains(hex.substring(cut, cut + 8)), json);
    }
    assertTrue(json.contains("2a2a2a2a"), "its octets are masked");
  }
}
