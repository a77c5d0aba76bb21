package pgconform.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the fields of a mapping one by one and notes what is wrong with them; in the end, a field
 * that was not taken is unknown. Faults are collected, so that a user sees all of them at once:
 * after a fault, a harmless value is used instead.
 */
final class MappingReader {
  private final Node.Mapping mapping;
  private final String what;
  private final FileErrors problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final List<Declared> declared = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private boolean finished;
  // Whether this is a mapping at all; otherwise, missing fields are not reported.
  private final boolean whole;

  /**
   * A field of a form.
   *
   * @param about its meaning; empty if its type explains it
   * @param otherwise the default value, as a file would write it
   */
  record Declared(
      String name, String about, Type<?> type, boolean required, Optional<String> otherwise) {
    /** Returns the JSON schema of the field. */
    Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      if (!about.isEmpty()) {
        schema.put("description", about);
      }
      schema.putAll(type.schema());
      otherwise.ifPresent(
          text -> schema.put("default", type == Type.FLAG ? Boolean.valueOf(text) : text));
      return schema;
    }
  }

  /**
   * Begins to take the fields of a node.
   *
   * @param what the mapping in words, such as {@code a scenario}
   */
  MappingReader(Node node, String what, FileErrors problems) {
    this.what = what;
    this.problems = problems;
    whole = node instanceof Node.Mapping;
    if (node instanceof Node.Mapping m) {
      mapping = m;
      m.entries().forEach(entry -> values.put(entry.key().text(), entry.value()));
    } else {
      problems.add(node.place(), "%s is a mapping (name: value), not %s", what, node.kind());
      mapping = new Node.Mapping(node.place(), List.of());
    }
  }

  Place place() {
    return mapping.place();
  }

  FileErrors problems() {
    return problems;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns all fields that were asked for. */
  List<Declared> declared() {
    return declared;
  }

  private Optional<Node> take(
      String name, String about, Type<?> type, boolean required, Optional<String> otherwise) {
    declared.add(new Declared(name, about, type, required, otherwise));
    return Optional.ofNullable(values.get(name));
  }

  /** Returns the value of a required field. */
  <T> T required(String name, String about, Type<T> type) {
    Optional<Node> node = take(name, about, type, true, Optional.empty());
    if (node.isEmpty()) {
      lacks(name, "");
    }
    return node.map(n -> type.read(n, name, problems)).orElseGet(() -> type.standIn(place(), name));
  }

  /** Returns the value of an optional field. */
  <T> Optional<T> optional(String name, String about, Type<T> type) {
    return take(name, about, type, false, Optional.empty())
        .map(node -> type.read(node, name, problems));
  }

  /** Returns the values of an optional field; if it is missing, there are none. */
  <T> List<T> list(String name, String about, Type<List<T>> type) {
    return optional(name, about, type).orElse(List.of());
  }

  /**
   * Returns the value of an optional field.
   *
   * @param otherwise the default value, as a file would write it
   */
  <T> T optional(String name, String about, Type<T> type, String otherwise) {
    Node node =
        take(name, about, type, false, Optional.of(otherwise))
            .orElseGet(() -> new Node.Scalar(place(), otherwise, false));
    return type.read(node, name, problems);
  }

  /** Returns the items of a list, or a single node as a list of one. */
  static List<Node> items(Node node) {
    return node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
  }

  /** Returns all entries of a mapping that may have any names. */
  List<Node.Entry> all() {
    return mapping.entries();
  }

  /**
   * Notes that a field is missing, unless another field turns out to be a misspelling of it.
   *
   * @param message one sentence; empty for the usual one
   */
  void lacks(String name, String message) {
    if (whole) {
      missing.put(name, message);
    }
  }

  /** Notes every field that was not asked for, and every missing one; further calls do nothing. */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    List<String> known = declared.stream().map(Declared::name).toList();
    for (Node.Entry entry : mapping.entries()) {
      String name = entry.key().text();
      if (!known.contains(name)) {
        Spelling.nearest(name, known).ifPresent(missing::remove);
        problems.add(
            entry.key().place(), "%s has no field '%s'%s", what, name, Spelling.hint(name, known));
      }
    }
    List<String> plain =
        missing.keySet().stream().filter(name -> missing.get(name).isEmpty()).toList();
    if (plain.size() == 1) {
      problems.add(place(), "%s needs a field '%s'", what, plain.get(0));
    } else if (!plain.isEmpty()) {
      problems.add(place(), "%s needs the fields %s", what, String.join(", ", plain));
    }
    missing.values().stream()
        .filter(message -> !message.isEmpty())
        .forEach(message -> problems.add(place(), "%s", message));
  }
}
