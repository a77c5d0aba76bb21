package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the fields of a mapping one by one and notes what is wrong with them; in the end, what
 * nobody took is unknown. Faults are collected, so that a reader sees all of them at once: after a
 * fault, a harmless value stands in.
 */
final class Fields {
  private final Node.Mapping mapping;
  private final String what;
  private final List<Problem> problems;
  private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  // What is no mapping at all is not told that it lacks fields.
  private final boolean whole;

  /**
   * Begins to take the fields of a node.
   *
   * @param what the mapping in words, such as {@code a scenario}
   */
  Fields(Node node, String what, List<Problem> problems) {
    this.what = what;
    this.problems = problems;
    whole = node instanceof Node.Mapping;
    if (node instanceof Node.Mapping m) {
      mapping = m;
      m.entries().forEach(entry -> entries.put(entry.key().text(), entry));
    } else {
      problems.add(
          new Problem(
              node.place(), "%s is a mapping (name: value), not %s".formatted(what, node.kind())));
      mapping = new Node.Mapping(node.place(), List.of());
    }
  }

  Place place() {
    return mapping.place();
  }

  void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }

  List<Problem> problems() {
    return problems;
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The value of a field, if it is there. */
  Optional<Node> node(String name) {
    known.add(name);
    return Optional.ofNullable(entries.get(name)).map(Node.Entry::value);
  }

  /** The value of a field that has to be there. */
  Optional<Node> required(String name) {
    Optional<Node> node = node(name);
    if (node.isEmpty() && whole) {
      problem(place(), "%s needs a field '%s'".formatted(what, name));
    }
    return node;
  }

  /** A single text, not empty. */
  Optional<Node.Scalar> scalar(String name) {
    Optional<Node> node = node(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof Node.Scalar scalar && !scalar.isNothing()) {
      return Optional.of(scalar);
    }
    problem(
        node.get().place(), "'%s' takes a single value, not %s".formatted(name, node.get().kind()));
    return Optional.empty();
  }

  String requiredText(String name) {
    required(name);
    Optional<Node.Scalar> scalar = scalar(name);
    if (scalar.isPresent() && scalar.get().text().isBlank()) {
      problem(scalar.get().place(), "'%s' is empty".formatted(name));
    }
    return scalar.map(Node.Scalar::text).orElse("");
  }

  String text(String name, String otherwise) {
    return scalar(name).map(Node.Scalar::text).orElse(otherwise);
  }

  /** One text or a list of texts, but not an empty list. */
  List<String> someTexts(String name) {
    Optional<Node> node = node(name);
    if (node.isPresent() && items(node.get()).isEmpty()) {
      problem(node.get().place(), "'%s' is an empty list".formatted(name));
    }
    return texts(name);
  }

  /** One text or a list of texts. */
  List<Node.Scalar> scalars(String name) {
    Optional<Node> node = node(name);
    if (node.isEmpty()) {
      return List.of();
    }
    List<Node.Scalar> result = new ArrayList<>();
    for (Node item : items(node.get())) {
      if (item instanceof Node.Scalar scalar && !scalar.isNothing()) {
        result.add(scalar);
      } else {
        problem(item.place(), "'%s' takes single values, not %s".formatted(name, item.kind()));
      }
    }
    return result;
  }

  List<String> texts(String name) {
    return scalars(name).stream().map(Node.Scalar::text).toList();
  }

  /** A list, or a single node as a list of one. */
  static List<Node> items(Node node) {
    return node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
  }

  boolean flag(String name) {
    Optional<Node.Scalar> scalar = scalar(name);
    if (scalar.isEmpty()) {
      return false;
    }
    String text = scalar.get().text();
    if (!text.equals("true") && !text.equals("false")) {
      problem(scalar.get().place(), "'%s' is true or false, not '%s'".formatted(name, text));
    }
    return text.equals("true");
  }

  /** One word of an enumeration, written in lower case with spaces. */
  <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) {
    return scalar(name).map(s -> word(s, name, type, otherwise)).orElse(otherwise);
  }

  <E extends Enum<E>> E word(Node.Scalar scalar, String name, Class<E> type, E otherwise) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Fields::written).toList();
    int index = words.indexOf(scalar.text());
    if (index >= 0) {
      return type.getEnumConstants()[index];
    }
    problem(
        scalar.place(),
        "'%s' is one of %s, not '%s'%s"
            .formatted(
                name,
                String.join(", ", words),
                scalar.text(),
                Words.nearest(scalar.text(), words)
                    .map(w -> "; did you mean '%s'?".formatted(w))
                    .orElse("")));
    return otherwise;
  }

  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  Optional<Expr> expr(String name) {
    return scalar(name).map(ExprParser::parse);
  }

  Expr expr(String name, String otherwise) {
    return expr(name).orElse(new Expr.Literal(place(), otherwise));
  }

  /** The names of the fields, in order. */
  List<Node.Entry> all() {
    entries.keySet().forEach(known::add);
    return List.copyOf(mapping.entries());
  }

  /** Notes every field that was not asked for. */
  void finish() {
    for (Node.Entry entry : mapping.entries()) {
      String name = entry.key().text();
      if (!known.contains(name)) {
        problem(
            entry.key().place(),
            "%s has no field '%s'%s".formatted(what, name, Words.hint(name, known)));
      }
    }
  }
}
