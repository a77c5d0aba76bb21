package pgconform.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the fields of a mapping one by one and notes what is wrong with them; in the end, a field
 * that nobody took is unknown. Faults are collected, so that a user sees all of them at once: after
 * a fault, a harmless value stands in.
 */
final class MappingReader {
  private final Node.Mapping mapping;
  private final String what;
  private final FileErrors problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final List<Declared> declared = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private boolean finished;
  // What is no mapping at all is not told that it lacks fields.
  private final boolean whole;

  /**
   * A field that a form has.
   *
   * @param about what it means; empty where its type says so
   * @param otherwise what a field that is left out means, as a file would write it
   */
  record Declared(
      String name, String about, Type<?> type, boolean required, Optional<String> otherwise) {
    /** What the JSON schema says about it. */
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

  /** All fields that were asked for. */
  List<Declared> declared() {
    return declared;
  }

  private Optional<Node> take(
      String name, String about, Type<?> type, boolean required, Optional<String> otherwise) {
    declared.add(new Declared(name, about, type, required, otherwise));
    return Optional.ofNullable(values.get(name));
  }

  /** The value of a field that has to be there. */
  <T> T required(String name, String about, Type<T> type) {
    Optional<Node> node = take(name, about, type, true, Optional.empty());
    if (node.isEmpty()) {
      lacks(name, "");
    }
    return node.map(n -> type.read(n, name, problems)).orElseGet(() -> type.standIn(place(), name));
  }

  /** The value of a field that may be left out. */
  <T> Optional<T> optional(String name, String about, Type<T> type) {
    return take(name, about, type, false, Optional.empty())
        .map(node -> type.read(node, name, problems));
  }

  /** The values of a field that may be left out, which means that there are none. */
  <T> List<T> list(String name, String about, Type<List<T>> type) {
    return optional(name, about, type).orElse(List.of());
  }

  /**
   * The value of a field that may be left out.
   *
   * @param otherwise what that means, as a file would write it
   */
  <T> T optional(String name, String about, Type<T> type, String otherwise) {
    Node node =
        take(name, about, type, false, Optional.of(otherwise))
            .orElseGet(() -> new Node.Scalar(place(), otherwise, false));
    return type.read(node, name, problems);
  }

  /** A list, or a single node as a list of one. */
  static List<Node> items(Node node) {
    return node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
  }

  /** All entries, where any name may stand. */
  List<Node.Entry> all() {
    return mapping.entries();
  }

  /**
   * Notes that a field is missing, unless another one turns out to be that field, misspelled.
   *
   * @param message one sentence; empty for the usual one
   */
  void lacks(String name, String message) {
    if (whole) {
      missing.put(name, message);
    }
  }

  /** Notes every field that was not asked for, and what is missing; once. */
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
