package pgconform.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The form of a mapping: a scenario, a step, a generator, an outcome. Its reader takes the fields
 * one by one and says of each what it is. That is the only declaration of a field: the JSON schema,
 * the reference page and the reduction of failures come from what the reader takes.
 *
 * @param name the word that a step or a generator begins with; empty for others
 * @param what the mapping in a sentence, such as {@code a scenario}
 * @param about what it means, in a sentence or a few
 * @param dispensable whether it may be left away without a change for what stands around it
 */
record MappingSchema<T>(
    String name,
    String what,
    String about,
    Function<MappingReader, T> reader,
    boolean dispensable) {

  /** A mapping whose reader takes its fields. */
  static <T> MappingSchema<T> of(String what, String about, Function<MappingReader, T> reader) {
    return new MappingSchema<>("", what, about, reader, false);
  }

  /** A step, which begins with its verb. */
  static MappingSchema<Step> step(String verb, String about, Function<MappingReader, Step> reader) {
    return new MappingSchema<>(verb, "the step '" + verb + "'", about, reader, false);
  }

  /** The same for a step that changes nothing for the others when it is left away. */
  MappingSchema<T> leftAway() {
    return new MappingSchema<>(name, what, about, reader, true);
  }

  /** Forms by the word that begins them, in the same order. */
  static <T> Map<String, MappingSchema<T>> byName(List<MappingSchema<T>> forms) {
    Map<String, MappingSchema<T>> byName = new LinkedHashMap<>();
    forms.forEach(form -> byName.put(form.name, form));
    return byName;
  }

  /** What a mapping of this form says; its faults are added to the problems. */
  T read(Node node, FileErrors problems) {
    MappingReader fields = new MappingReader(node, what, problems);
    T value = reader.apply(fields);
    fields.finish();
    return value;
  }

  /** All fields that the form has. */
  List<MappingReader.Declared> fields() {
    Node nothing = new Node.Mapping(new Place("", 1, 1), List.of());
    MappingReader fields = new MappingReader(nothing, what, new FileErrors());
    // Only what the reader asks for matters here, not what it makes of nothing.
    T unused = reader.apply(fields);
    return fields.declared();
  }

  /** The field of that name. */
  Optional<MappingReader.Declared> field(String field) {
    return fields().stream().filter(f -> f.name().equals(field)).findFirst();
  }

  /** What the JSON schema says about it. */
  Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields().forEach(field -> properties.put(field.name(), field.schema()));
    Map<String, Object> schema = new LinkedHashMap<>();
    if (!name.isEmpty()) {
      schema.put("title", name);
    }
    if (!about.isEmpty()) {
      schema.put("description", about);
    }
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required",
        fields().stream()
            .filter(MappingReader.Declared::required)
            .map(MappingReader.Declared::name)
            .toList());
    schema.put("additionalProperties", false);
    return schema;
  }

  /** Simpler mappings, each with one field changed. */
  List<Node> simpler(Node node) {
    return Nodes.simplerEntries(
        node, (field, value) -> field(field).map(f -> f.type().simpler(value)).orElse(List.of()));
  }

  /** The name of the connection that a step opens, if it opens one under a name of its own. */
  Optional<String> opens(Node.Mapping step) {
    return fields().stream()
        .filter(field -> field.type() == Type.NEW_CONNECTION)
        .findFirst()
        .flatMap(field -> Nodes.text(step, field.name()).or(field::otherwise));
  }
}
