package pgconform.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The form of a mapping: a scenario, a step, a generator, an outcome. Its reader takes the fields
 * one by one and describes each of them. That is the only declaration of a field: the JSON schema,
 * the reference page and the reduction of failures come from what the reader takes.
 *
 * @param name the word that a step or a generator begins with; empty for others
 * @param what the mapping in a sentence, such as {@code a scenario}
 * @param about its meaning, in one sentence or a few
 * @param dispensable whether it can be removed without affecting its surroundings
 */
record MappingSchema<T>(
    String name,
    String what,
    String about,
    Function<MappingReader, T> reader,
    boolean dispensable) {

  /** Returns the form of a mapping whose reader takes its fields. */
  static <T> MappingSchema<T> of(String what, String about, Function<MappingReader, T> reader) {
    return new MappingSchema<>("", what, about, reader, false);
  }

  /** Returns the form of a step, which begins with its verb. */
  static MappingSchema<Step> step(String verb, String about, Function<MappingReader, Step> reader) {
    return new MappingSchema<>(verb, "the step '" + verb + "'", about, reader, false);
  }

  /** Returns the form of a step that can be removed without affecting the others. */
  MappingSchema<T> leftAway() {
    return new MappingSchema<>(name, what, about, reader, true);
  }

  /** Returns the forms by the word that begins them, in the same order. */
  static <T> Map<String, MappingSchema<T>> byName(List<MappingSchema<T>> forms) {
    Map<String, MappingSchema<T>> byName = new LinkedHashMap<>();
    forms.forEach(form -> byName.put(form.name, form));
    return byName;
  }

  /** Reads a mapping of this form, and adds its faults to the problems. */
  T read(Node node, FileErrors problems) {
    MappingReader fields = new MappingReader(node, what, problems);
    T value = reader.apply(fields);
    fields.finish();
    return value;
  }

  /** Returns all fields that the form has. */
  List<MappingReader.Declared> fields() {
    Node nothing = new Node.Mapping(new Place("", 1, 1), List.of());
    MappingReader fields = new MappingReader(nothing, what, new FileErrors());
    // Only the fields that the reader asks for matter here, not what it makes of an empty mapping.
    T unused = reader.apply(fields);
    return fields.declared();
  }

  /** Returns the field of that name. */
  Optional<MappingReader.Declared> field(String field) {
    return fields().stream().filter(f -> f.name().equals(field)).findFirst();
  }

  /** Returns the JSON schema of the form. */
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

  /** Returns simpler mappings, each with one field changed. */
  List<Node> simpler(Node node) {
    return Nodes.simplerEntries(
        node, (field, value) -> field(field).map(f -> f.type().simpler(value)).orElse(List.of()));
  }

  /** Returns the name of the connection that a step opens, if it opens a named one. */
  Optional<String> opens(Node.Mapping step) {
    return fields().stream()
        .filter(field -> field.type() == Type.NEW_CONNECTION)
        .findFirst()
        .flatMap(field -> Nodes.text(step, field.name()).or(field::otherwise));
  }
}
