package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the data that steps send: messages, with their fields and deliberate faults, or octets. */
final class PayloadReader {
  /** The type of a message, or of octets instead of one; empty after a fault. */
  static final Type<List<Payload>> MESSAGE =
      new Type<>(
          Type.reference("message"),
          (node, field, problems) -> new PayloadReader(problems).message(node).stream().toList());

  /** The type of several messages in a row. */
  static final Type<List<Payload>> MESSAGES =
      new Type<>(
          Type.reference("messages"),
          (node, field, problems) -> {
            List<Node> items = MappingReader.items(node);
            if (items.isEmpty()) {
              problems.add(node.place(), "'%s' is an empty list", field);
            }
            return items.stream()
                .flatMap(item -> new PayloadReader(problems).message(item).stream())
                .toList();
          });

  private final FileErrors problems;
  private final MessageValues values;

  private PayloadReader(FileErrors problems) {
    this.problems = problems;
    values = new MessageValues(problems);
  }

  /** The description of messages for the schema and the reference. */
  static final String ABOUT_MESSAGES =
      "Messages: a name (`Sync`), or a name with its fields (`{Query: select 1}`, `{Parse: {query:"
          + " select 1}}`), or octets (`{bytes: 00 00}`).";

  /** The description of a message. */
  static final String ABOUT_MESSAGE =
      "A message with its fields, named as in PostgreSQL's documentation. Fields left out are"
          + " empty, zero or absent; a StartupMessage without parameters names the target's user"
          + " and database. In `parameterValues`, which are octets in hexadecimal, `NULL` stands"
          + " for no value. Fields for deliberate faults: `type`, `length` and `code` replace those"
          + " values; `append` adds bytes and `truncate` removes bytes, both without correcting the"
          + " length.";

  private Optional<Payload> message(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return known(scalar)
          ? Optional.of(new Payload.Message(scalar.place(), scalar.text(), List.of(), List.of()))
          : Optional.empty();
    }
    if (!(node instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
      problems.add(
          node.place(),
          "a message is a name (Sync) or a name with its fields ({Query: select 1}), not "
              + node.kind());
      return Optional.empty();
    }
    Node.Entry entry = mapping.entries().get(0);
    if (entry.key().text().equals("bytes")) {
      Expression octets = StepFields.OCTETS.read(entry.value(), "bytes", problems);
      return Optional.of(new Payload.Octets(octets.place(), octets));
    }
    return known(entry.key()) ? Optional.of(message(entry.key(), entry.value())) : Optional.empty();
  }

  private boolean known(Node.Scalar name) {
    if (Vocabulary.isSendable(name.text())) {
      return true;
    }
    problems.add(
        name.place(),
        "there is no message '%s' that a client sends%s",
        name.text(),
        Spelling.hint(name.text(), Vocabulary.frontendNames()));
    return false;
  }

  private Payload message(Node.Scalar name, Node value) {
    List<Payload.Field> fields = new ArrayList<>();
    List<Payload.Change> changes = new ArrayList<>();
    List<String> known = Vocabulary.sendableFieldsOf(name.text());
    if (value instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        String field = entry.key().text();
        Optional<Payload.Change.Kind> change = change(field);
        if (known.contains(field)) {
          values.check(name.text(), field, entry.value());
          fields.add(new Payload.Field(entry.key().place(), field, value(entry.value())));
        } else if (change.isPresent()) {
          values.check(change.get(), entry.value());
          changes.add(new Payload.Change(entry.key().place(), change.get(), value(entry.value())));
        } else {
          problems.add(
              entry.key().place(),
              "%s has no field '%s'%s",
              name.text(),
              field,
              Spelling.hint(field, known));
        }
      }
    } else if (known.isEmpty()) {
      problems.add(value.place(), "%s has no fields", name.text());
    } else {
      values.check(name.text(), known.get(0), value);
      fields.add(new Payload.Field(value.place(), known.get(0), value(value)));
    }
    return new Payload.Message(name.place(), name.text(), fields, changes);
  }

  private static Optional<Payload.Change.Kind> change(String word) {
    for (Payload.Change.Kind kind : Payload.Change.Kind.values()) {
      if (Spelling.written(kind).equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private Expression value(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return ExpressionParser.parse(scalar);
    }
    List<Expression> items = new ArrayList<>();
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        items.add(
            new Expression.Listed(
                entry.key().place(),
                List.of(ExpressionParser.parse(entry.key()), value(entry.value()))));
      }
    } else {
      ((Node.Sequence) node).items().forEach(item -> items.add(value(item)));
    }
    return new Expression.Listed(node.place(), items);
  }
}
