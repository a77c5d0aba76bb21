package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what steps send: messages, with their fields and deliberate faults, or octets. */
final class PayloadReader {
  private final List<Problem> problems;
  private final ValueReader values;

  PayloadReader(List<Problem> problems) {
    this.problems = problems;
    values = new ValueReader(problems);
  }

  /**
   * What a step sends.
   *
   * @param required whether it has to send anything
   */
  List<Step.Payload> payload(Fields f, boolean required) {
    List<Step.Payload> payload = new ArrayList<>();
    Optional<Node> messages = f.node("messages");
    Optional<Node> bytes = f.node("bytes");
    if (required && messages.isEmpty() && bytes.isEmpty()) {
      problem(f.place(), "'messages' or 'bytes' is missing: what is sent?");
    }
    messages.ifPresent(
        node -> {
          for (Node item : Fields.items(node)) {
            message(item).ifPresent(payload::add);
          }
        });
    f.scalar("bytes").ifPresent(scalar -> payload.add(octets(scalar)));
    return payload;
  }

  private Step.Payload octets(Node.Scalar scalar) {
    return new Step.Payload.Octets(scalar.place(), values.octets(ExprParser.parse(scalar)));
  }

  /** A single message, or octets in its place; empty if it is neither. */
  Optional<Step.Payload> message(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return known(scalar)
          ? Optional.of(
              new Step.Payload.Message(scalar.place(), scalar.text(), List.of(), List.of()))
          : Optional.empty();
    }
    if (!(node instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
      problem(
          node.place(),
          "a message is a name (Sync) or a name with its fields ({Query: select 1}), not "
              + node.kind());
      return Optional.empty();
    }
    Node.Entry entry = mapping.entries().get(0);
    if (entry.key().text().equals("bytes") && entry.value() instanceof Node.Scalar scalar) {
      return Optional.of(octets(scalar));
    }
    if (!known(entry.key())) {
      return Optional.empty();
    }
    return Optional.of(message(entry.key(), entry.value()));
  }

  private boolean known(Node.Scalar name) {
    if (Vocabulary.frontendNames().contains(name.text())) {
      return true;
    }
    problem(
        name.place(),
        "there is no message '%s' that a client sends%s"
            .formatted(name.text(), Words.hint(name.text(), Vocabulary.frontendNames())));
    return false;
  }

  private Step.Payload message(Node.Scalar name, Node value) {
    List<Step.Field> fields = new ArrayList<>();
    List<Step.Change> changes = new ArrayList<>();
    List<String> known = Vocabulary.sendableFieldsOf(name.text());
    if (value instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        String field = entry.key().text();
        Optional<Step.Change.Kind> change = change(field);
        if (known.contains(field)) {
          fields.add(new Step.Field(entry.key().place(), field, value(entry.value())));
        } else if (change.isPresent()) {
          changes.add(new Step.Change(entry.key().place(), change.get(), value(entry.value())));
        } else {
          problem(
              entry.key().place(),
              "%s has no field '%s'%s".formatted(name.text(), field, Words.hint(field, known)));
        }
      }
    } else if (known.isEmpty()) {
      problem(value.place(), "%s has no fields".formatted(name.text()));
    } else {
      fields.add(new Step.Field(value.place(), known.get(0), value(value)));
    }
    return new Step.Payload.Message(name.place(), name.text(), fields, changes);
  }

  private static Optional<Step.Change.Kind> change(String word) {
    for (Step.Change.Kind kind : Step.Change.Kind.values()) {
      if (Fields.written(kind).equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private Expr value(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return ExprParser.parse(scalar);
    }
    List<Expr> items = new ArrayList<>();
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        items.add(
            new Expr.Listed(
                entry.key().place(), List.of(ExprParser.parse(entry.key()), value(entry.value()))));
      }
    } else {
      ((Node.Sequence) node).items().forEach(item -> items.add(value(item)));
    }
    return new Expr.Listed(node.place(), items);
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
