package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import pgconform.wire.Text;

/**
 * A type of the values in scenario files: how a value is read, what the JSON schema says about it,
 * and which simpler values may replace it when a failure is reduced.
 */
final class Type<T> {
  /** The schema of a text that YAML may treat as a number or a truth value. */
  static final Supplier<Map<String, Object>> VALUE =
      json("type", List.of("string", "number", "boolean"));

  /** A single text. */
  static final Type<String> TEXT = single(textSchema(), Type::text);

  /** Anything that YAML can contain. */
  static final Type<Node> NODE = new Type<>(json(), (node, field, problems) -> node);

  /** A single text that is not empty, such as the name of a connection or session. */
  static final Type<String> NAME =
      single(
          textSchema(),
          (text, field, problems) -> {
            if (text.text().isBlank()) {
              problems.add(text.place(), "'%s' is empty", field);
            }
            return text(text, field, problems);
          });

  /**
   * A text that is printed in one line, without characters that could move the cursor, or reorder
   * or hide the text around them: files may come from somebody else. The line breaks at the end of
   * a block are no part of it.
   */
  static final Type<String> LINE =
      single(
          textSchema(),
          (text, field, problems) -> {
            String line = text.text().replaceFirst("\\n+$", "");
            line.codePoints()
                .filter(c -> !Text.isVisible(c))
                .findFirst()
                .ifPresent(
                    c ->
                        problems.add(
                            text.place(line.indexOf(c)),
                            "'%s' has a control character (U+%04X)",
                            field,
                            c));
            return NAME.read(new Node.Scalar(text.place(), line, text.quoted()), field, problems);
          });

  /** The name that a step gives to a connection that it opens. */
  static final Type<String> NEW_CONNECTION = new Type<>(LINE.schema, LINE.reader);

  /** {@code true} or {@code false}. */
  static final Type<Boolean> FLAG =
      single(
          json("type", "boolean"),
          (text, field, problems) -> {
            if (!text.isFlag()) {
              problems.add(text.place(), "'%s' is true or false, not '%s'", field, text.text());
            }
            return text.text().equals("true");
          });

  /** Reads a value; after a fault, which it adds to the problems, it returns a harmless value. */
  interface Reader<T> {
    T read(Node node, String field, FileErrors problems);
  }

  /** Reads a value that is a single text. */
  interface TextReader<T> {
    T read(Node.Scalar text, String field, FileErrors problems);
  }

  /** A value with a name that the file chooses. */
  record Named<T>(Node.Scalar key, T value) {}

  private final Supplier<Map<String, Object>> schema;
  private final Reader<T> reader;
  private final Function<Node, List<Node>> simpler;

  private Type(
      Supplier<Map<String, Object>> schema, Reader<T> reader, Function<Node, List<Node>> simpler) {
    this.schema = schema;
    this.reader = reader;
    this.simpler = simpler;
  }

  /** Creates a type whose values cannot be simplified. */
  Type(Supplier<Map<String, Object>> schema, Reader<T> reader) {
    this(schema, reader, node -> List.of());
  }

  private static String text(Node.Scalar text, String field, FileErrors problems) {
    if (text.isFlag()) {
      problems.add(text.place(), "'%s' takes a text: put '%s' in quotes", field, text.text());
    }
    return text.text();
  }

  /** Returns the same type with simpler values. */
  Type<T> reducedBy(Function<Node, List<Node>> simplerValues) {
    return new Type<>(schema, reader, simplerValues);
  }

  /** Returns the value that a node stands for. */
  T read(Node node, String field, FileErrors problems) {
    return reader.read(node, field, problems);
  }

  /** Returns the value that is used if there is none. */
  T standIn(Place place, String field) {
    return read(new Node.Scalar(place, "", true), field, new FileErrors());
  }

  Map<String, Object> schema() {
    return schema.get();
  }

  /** Returns simpler values, the boldest first. */
  List<Node> simpler(Node node) {
    return simpler.apply(node);
  }

  /** Returns a schema from alternating names and values. */
  static Supplier<Map<String, Object>> json(Object... pairs) {
    Map<String, Object> schema = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      schema.put((String) pairs[i], pairs[i + 1]);
    }
    return () -> schema;
  }

  /** Returns the schema of a text that YAML may treat as a number. */
  static Supplier<Map<String, Object>> textSchema() {
    return json("type", List.of("string", "number"));
  }

  /** Returns the reference to a type that the schema defines separately. */
  static Supplier<Map<String, Object>> reference(String definition) {
    return json("$ref", "#/$defs/" + definition);
  }

  /** Returns the same type, which the schema defines separately. */
  static <T> Type<T> referring(String definition, Type<T> type) {
    return new Type<>(reference(definition), type.reader, type.simpler);
  }

  /** Returns the type of a mapping of a form. */
  static <T> Type<T> of(MappingSchema<T> form) {
    return new Type<>(form::schema, (node, field, problems) -> form.read(node, problems));
  }

  /** Returns the type of values that are a single text. */
  static <T> Type<T> single(Supplier<Map<String, Object>> schema, TextReader<T> reader) {
    return new Type<>(
        schema,
        (node, field, problems) -> {
          if (node instanceof Node.Scalar text && !text.isNothing()) {
            return reader.read(text, field, problems);
          }
          problems.add(node.place(), "'%s' takes a single value, not %s", field, node.kind());
          return reader.read(new Node.Scalar(node.place(), "", true), field, new FileErrors());
        });
  }

  /** Returns the type of one of a few words. */
  static <T> Type<T> oneOf(List<T> values, Function<T, String> written) {
    List<String> words = values.stream().map(written).toList();
    return single(
        json("enum", words),
        (text, field, problems) -> {
          int index = words.indexOf(text.text());
          if (index < 0) {
            String nearest =
                Spelling.nearest(text.text(), words)
                    .map("; did you mean '%s'?"::formatted)
                    .orElse("");
            problems.add(
                text.place(),
                "'%s' is one of %s, not '%s'%s",
                field,
                String.join(", ", words),
                text.text(),
                nearest);
          }
          return values.get(Math.max(0, index));
        });
  }

  /** Returns the type of one constant of an enumeration, written in lower case with spaces. */
  static <E extends Enum<E>> Type<E> word(Class<E> type) {
    return oneOf(Arrays.asList(type.getEnumConstants()), Spelling::written);
  }

  /**
   * Returns the type of one value or a list of values, which is not empty; each value is a single
   * text.
   */
  static <T> Type<List<T>> some(Type<T> item) {
    Map<String, Object> one = item.schema();
    return new Type<>(
        json("oneOf", List.of(one, json("type", "array", "items", one, "minItems", 1).get())),
        (node, field, problems) -> {
          if (MappingReader.items(node).isEmpty()) {
            problems.add(node.place(), "'%s' is an empty list", field);
          }
          List<T> values = new ArrayList<>();
          for (Node each : MappingReader.items(node)) {
            if (each instanceof Node.Scalar text && !text.isNothing()) {
              values.add(item.read(each, field, problems));
            } else {
              problems.add(each.place(), "'%s' takes single values, not %s", field, each.kind());
            }
          }
          return values;
        });
  }

  /** Returns the same type with another message about values that are not a single text. */
  static <T> Type<T> orElse(Type<T> type, String complaint) {
    return new Type<>(
        type.schema,
        (node, field, problems) -> {
          if (node instanceof Node.Scalar) {
            return type.read(node, field, problems);
          }
          problems.add(node.place(), complaint);
          return type.standIn(node.place(), field);
        },
        type.simpler);
  }

  /** Returns the type of at least one value with names that the file chooses. */
  static <T> Type<List<Named<T>>> entries(Type<T> value) {
    return new Type<>(
        json("type", "object", "minProperties", 1, "additionalProperties", value.schema()),
        (node, field, problems) -> {
          if (node instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            problems.add(node.place(), "'%s' is empty", field);
          }
          List<Named<T>> values = new ArrayList<>();
          for (Node.Entry entry : new MappingReader(node, "'" + field + "'", problems).all()) {
            values.add(
                new Named<>(entry.key(), value.read(entry.value(), entry.key().text(), problems)));
          }
          return values;
        },
        node -> Nodes.simplerEntries(node, (name, inner) -> value.simpler(inner)));
  }

  /** Returns the type of such values if only the names matter, and not their places. */
  static <T> Type<Map<String, T>> map(Type<T> value) {
    Type<List<Named<T>>> entries = entries(value);
    return new Type<>(
        entries.schema,
        (node, field, problems) -> {
          Map<String, T> values = new LinkedHashMap<>();
          entries
              .read(node, field, problems)
              .forEach(entry -> values.put(entry.key.text(), entry.value));
          return values;
        },
        entries.simpler);
  }

  /** Returns the type of a list of mappings of the same form; one mapping is a list of one. */
  static <T> Type<List<T>> each(MappingSchema<T> form) {
    return new Type<>(
        () -> json("type", "array", "minItems", 1, "items", form.schema()).get(),
        (node, field, problems) -> {
          List<T> values = new ArrayList<>();
          MappingReader.items(node).forEach(item -> values.add(form.read(item, problems)));
          return values;
        },
        node -> Nodes.simplerItems(node, form::simpler));
  }

  /**
   * Returns the type of one item or a list of items, each of which is a single text or a mapping.
   *
   * @param definition the name under which the schema defines the mapping
   */
  static <T> Type<List<T>> mixed(Type<T> text, MappingSchema<T> form, String definition) {
    Map<String, Object> mapping = reference(definition).get();
    List<Object> either = List.of(text.schema(), mapping);
    Map<String, Object> list =
        json("type", "array", "minItems", 1, "items", json("oneOf", either).get()).get();
    return new Type<>(
        json("oneOf", List.of(text.schema(), mapping, list)),
        (node, field, problems) -> {
          if (MappingReader.items(node).isEmpty()) {
            problems.add(node.place(), "'%s' is an empty list", field);
          }
          return MappingReader.items(node).stream()
              .map(
                  item ->
                      item instanceof Node.Scalar
                          ? text.read(item, field, problems)
                          : form.read(item, problems))
              .toList();
        });
  }
}
