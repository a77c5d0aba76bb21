package pgconform.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** docs/reference.md is made of the schema and cannot differ from it. */
class ReferencePageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference.md");

  private final List<String> lines = new ArrayList<>();

  @Test
  void isWhatTheSchemaSays() throws Exception {
    page(ScenarioSchema.document());
    Published.is(PAGE, String.join("\n", lines) + "\n");
  }

  private void page(JsonNode schema) {
    JsonNode definitions = schema.get("$defs");
    lines.add("# Reference of the scenario language");
    lines.add("");
    lines.add(
        "This page is made from `scenarios/scenario.schema.json`, which editors also use; see"
            + " [Write a scenario](write-a-scenario.md) for how to begin.");
    lines.add("");
    lines.add("## A file");
    lines.add("");
    lines.add(schema.get("description").asString());
    lines.add("");
    properties(schema, definitions);
    section("Capabilities", definitions.get("capability"));
    lines.add("");
    lines.add(
        "`explain` and `list --json` tell which of them a requirement needs, and `probe` tells"
            + " which of them a target has and how that was found. A run lists at its end how many"
            + " requirements were not judged for want of which of them.");
    lines.add("");
    lines.add("| `needs` | |");
    lines.add("|---|---|");
    for (Capability capability : Capability.values()) {
      lines.add("| `%s` | %s |".formatted(capability, capability.about()));
    }
    section("Effects", definitions.get("effect"));
    lines.add("");
    lines.add("| effect | in `list` | a requirement that has it | `--gentle` |");
    lines.add("|---|---|---|---|");
    for (Effect effect : Effect.values()) {
      lines.add(
          "| `%s` | `%s` | %s | %s |"
              .formatted(
                  effect, effect.letter(), effect.about(), effect.gentle() ? "" : "left out"));
    }
    section("Patterns", definitions.get("pattern"));
    section("Messages to send", definitions.get("message"));
    lines.add("");
    lines.add(
        "Names: `" + String.join("`, `", strings(definitions.at("/message/oneOf/0/enum"))) + "`.");
    lines.add("");
    lines.add("Their fields:");
    lines.add("");
    for (String name : Vocabulary.frontendNames()) {
      List<String> fields = Vocabulary.sendableFieldsOf(name);
      if (!fields.isEmpty()) {
        lines.add("- `" + name + "`: `" + String.join("`, `", fields) + "`");
      }
    }
    lines.add("");
    lines.add("## Messages and events to expect");
    lines.add("");
    for (String name : Vocabulary.eventNames()) {
      List<String> fields = Vocabulary.fieldsOf(name);
      lines.add(
          "- `"
              + name
              + "`"
              + (fields.isEmpty() ? "" : ": `" + String.join("`, `", fields) + "`")
              + (Vocabulary.hasFieldCodes(name) ? ", and each field code: `C`, `M`, …" : "")
              + (Vocabulary.hasAttributes(name)
                  ? ", and each attribute of SCRAM: `r`, `s`, `i`, …"
                  : ""));
    }
    section("Releases", definitions.get("servers"));
    section("Outcomes", definitions.get("outcome"));
    lines.add("");
    lines.add(definitions.get("verdict").get("description").asString());
    lines.add("");
    properties(definitions.get("rule"), definitions);
    all("Steps", "step ", definitions);
    all("Generators", "generator ", definitions);
  }

  private void section(String title, JsonNode definition) {
    lines.add("");
    lines.add("## " + title);
    lines.add("");
    lines.add(definition.get("description").asString());
  }

  private void all(String title, String prefix, JsonNode definitions) {
    lines.add("");
    lines.add("## " + title);
    for (String name : definitions.propertyNames()) {
      if (name.startsWith(prefix)) {
        lines.add("");
        lines.add("### " + name.substring(prefix.length()));
        lines.add("");
        lines.add(definitions.get(name).get("description").asString());
        lines.add("");
        properties(definitions.get(name), definitions);
      }
    }
  }

  private void properties(JsonNode node, JsonNode definitions) {
    List<String> required = strings(node.path("required"));
    lines.add("| field | | |");
    lines.add("|---|---|---|");
    JsonNode properties = node.get("properties");
    for (String name : properties.propertyNames()) {
      JsonNode property = properties.get(name);
      JsonNode target =
          property.has("$ref")
              ? definitions.get(property.get("$ref").asString().substring("#/$defs/".length()))
              : property;
      String description =
          property.has("description")
              ? property.get("description").asString()
              : target.get("description").asString();
      String extra =
          (property.has("enum")
                  ? " One of `%s`.".formatted(String.join("`, `", strings(property.get("enum"))))
                  : "")
              + (property.has("default")
                  ? " Default: `%s`.".formatted(property.get("default").asString())
                  : "");
      lines.add(
          "| `%s` | %s | %s |"
              .formatted(
                  name,
                  required.contains(name) ? "required" : "",
                  (description + extra).replace("|", "\\|")));
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> result = new ArrayList<>();
    array.forEach(item -> result.add(item.asString()));
    return result;
  }
}
