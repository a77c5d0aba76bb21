package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Changes pieces of YAML; the remaining parts keep their places in the file. */
final class Nodes {
  private Nodes() {}

  /** Returns mappings in which one value is replaced by a simpler one. */
  static List<Node> simplerEntries(Node node, BiFunction<String, Node, List<Node>> simpler) {
    List<Node> result = new ArrayList<>();
    if (node instanceof Node.Mapping mapping) {
      for (int i = 0; i < mapping.entries().size(); i++) {
        Node.Entry entry = mapping.entries().get(i);
        for (Node value : simpler.apply(entry.key().text(), entry.value())) {
          List<Node.Entry> entries = new ArrayList<>(mapping.entries());
          entries.set(i, new Node.Entry(entry.key(), value));
          result.add(new Node.Mapping(mapping.place(), entries));
        }
      }
    }
    return result;
  }

  /** Returns lists in which one item is replaced by a simpler one, the last item first. */
  static List<Node> simplerItems(Node node, Function<Node, List<Node>> simpler) {
    List<Node> result = new ArrayList<>();
    if (node instanceof Node.Sequence sequence) {
      for (int i = sequence.items().size() - 1; i >= 0; i--) {
        for (Node item : simpler.apply(sequence.items().get(i))) {
          result.add(replaced(sequence, i, item));
        }
      }
    }
    return result;
  }

  /** Returns the list with one item replaced by another. */
  static Node replaced(Node.Sequence sequence, int index, Node item) {
    List<Node> items = new ArrayList<>(sequence.items());
    items.set(index, item);
    return new Node.Sequence(sequence.place(), items);
  }

  /** Returns the list without one of its items. */
  static Node without(Node.Sequence sequence, int index) {
    List<Node> items = new ArrayList<>(sequence.items());
    items.remove(index);
    return new Node.Sequence(sequence.place(), items);
  }

  /** Returns the mapping with another value for a name that it has. */
  static Node.Mapping with(Node.Mapping mapping, String name, Function<Node, Node> change) {
    return new Node.Mapping(
        mapping.place(),
        mapping.entries().stream()
            .map(
                e ->
                    e.key().text().equals(name)
                        ? new Node.Entry(e.key(), change.apply(e.value()))
                        : e)
            .toList());
  }

  /** Returns the value of a name. */
  static Optional<Node> value(Node node, String name) {
    return node instanceof Node.Mapping mapping
        ? mapping.entries().stream()
            .filter(e -> e.key().text().equals(name))
            .map(Node.Entry::value)
            .findFirst()
        : Optional.empty();
  }

  /** Returns the value of a name, if it is a single text. */
  static Optional<String> text(Node node, String name) {
    return value(node, name)
        .filter(Node.Scalar.class::isInstance)
        .map(value -> ((Node.Scalar) value).text());
  }
}
