package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON schema of scenario files, which editors use. It is generated from the forms that also
 * read these files; its text is published next to the scenarios.
 */
public final class ScenarioSchema {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, Object> definitions = new LinkedHashMap<>();

  private ScenarioSchema() {}

  /** Returns the schema. */
  public static JsonNode document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("$id", "https://pgconform.github.io/scenario.schema.json");
    document.put("title", "pgconform scenario");
    document.putAll(ScenarioReader.form().schema());
    document.put("$defs", new ScenarioSchema().define());
    return MAPPER.valueToTree(document);
  }

  /** Returns the text that is published. */
  public static String text() {
    return text(document());
  }

  /** Returns the schema of target files. */
  public static JsonNode ofTargetFiles() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("$id", "https://pgconform.github.io/target.schema.json");
    document.put("title", "pgconform target file");
    document.putAll(TargetFileForms.FILE.schema());
    return MAPPER.valueToTree(document);
  }

  /** Returns a schema as it is published. */
  static String text(JsonNode schema) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    return MAPPER
            .writer()
            .with(
                new DefaultPrettyPrinter(
                        Separators.createDefaultInstance()
                            .withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(lines)
                    .withArrayIndenter(lines))
            .writeValueAsString(schema)
        + "\n";
  }

  private Map<String, Object> define() {
    define(
        "steps",
        "Steps, each beginning with its verb.",
        "type",
        "array",
        "items",
        Type.reference("step").get());
    List<MappingSchema<?>> steps = new ArrayList<>(Steps.FORMS);
    steps.add(Fragments.USE);
    forms("step", steps, List.of());
    forms(
        "generator",
        GeneratorReader.FORMS,
        List.of(
            json(
                "title",
                "a list",
                "description",
                "One of the values written down; `{value: 8}` is eight times as frequent as"
                    + " `value`.",
                "type",
                "array",
                "minItems",
                1,
                "items",
                Type.json(
                        "anyOf",
                        List.of(
                            Type.VALUE.get(),
                            json(
                                "type",
                                "object",
                                "minProperties",
                                1,
                                "maxProperties",
                                1,
                                "additionalProperties",
                                json(
                                    "type",
                                    List.of("string", "integer"),
                                    "pattern",
                                    "^[1-9]\\d?$",
                                    "minimum",
                                    1,
                                    "maximum",
                                    99))))
                    .get()),
            json(
                "title",
                "any",
                "description",
                "Short for a generator with the value `any`.",
                "enum",
                GeneratorReader.ANY.keySet().stream().sorted().toList())));
    Object message = PayloadReader.MESSAGE.schema();
    define(
        "messages",
        PayloadReader.ABOUT_MESSAGES,
        "oneOf",
        List.of(message, json("type", "array", "items", message)));
    List<String> names = new ArrayList<>(Vocabulary.sendableNames());
    Object lone = json("enum", List.copyOf(names));
    names.add("bytes");
    define(
        "message",
        PayloadReader.ABOUT_MESSAGE,
        "oneOf",
        List.of(
            lone,
            json(
                "type",
                "object",
                "minProperties",
                1,
                "maxProperties",
                1,
                "propertyNames",
                json("enum", names))));
    define("pattern", PatternParser.ABOUT, "type", "string", "minLength", 1);
    define(
        "servers",
        "Releases of PostgreSQL: `14`, `9.6 - 13`, `>= 17`, `< 11.19`, `>= 12.3 < 14`, several"
            + " separated by commas.",
        "type",
        List.of("string", "number"));
    define(
        "capability",
        "Abilities that only some targets have.",
        "enum",
        Capability.words().toList());
    define(
        "effect",
        "What a requirement does to a server, besides starting sessions and canceling their"
            + " queries. Most effects are seen in the steps; `effects` declares what they do not"
            + " show, such as a message out of place.",
        "enum",
        Arrays.stream(Effect.values()).map(Effect::toString).toList());
    define(
        "outcome",
        "A verdict, or a list of rules; the first rule that applies decides. If no rule applies,"
            + " the requirement is broken.",
        "oneOf",
        OutcomeRule.OUTCOME.schema().get("oneOf"));
    define(
        "verdict",
        "`pass`: as required. `lenient`: allowed, but different from PostgreSQL. `fail`: the"
            + " requirement is broken. `info`: unspecified and recorded. `undecided`: a permitted"
            + " race; the case is inconclusive. `unsupported`: the target lacks something that this"
            + " needs.",
        "enum",
        OutcomeRule.WORD.schema().get("enum"));
    definitions.put("rule", OutcomeRule.RULE.schema());
    definitions.put("bug", ScenarioReader.BUG.schema());
    return definitions;
  }

  private void define(String name, String about, Object... schema) {
    Map<String, Object> definition = new LinkedHashMap<>(Map.of("description", about));
    definition.putAll(json(schema));
    definitions.put(name, definition);
  }

  /** Defines the forms, and a type that is one of them. */
  private void forms(
      String kind, List<? extends MappingSchema<?>> forms, List<Map<String, Object>> others) {
    List<Object> oneOf = new ArrayList<>(others);
    forms.forEach(form -> oneOf.add(Type.reference(kind + " " + form.name()).get()));
    definitions.put(kind, Map.of("oneOf", oneOf));
    forms.forEach(form -> definitions.put(kind + " " + form.name(), form.schema()));
  }

  private static Map<String, Object> json(Object... pairs) {
    return Type.json(pairs).get();
  }
}
