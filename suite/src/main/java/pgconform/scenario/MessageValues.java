package pgconform.scenario;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import pgconform.wire.Bytes;
import pgconform.wire.Column;
import pgconform.wire.Field;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;

/**
 * Checks that the fields of messages that steps send have values of the right types, so that a
 * wrong one is an error of the file, not of a run. The values of a variable are checked where they
 * are listed.
 */
final class MessageValues {
  private static final String OCTETS = "octets are written in hexadecimal, two digits each";

  private final FileErrors problems;

  MessageValues(FileErrors problems) {
    this.problems = problems;
  }

  /** Checks the value of a field of a message. */
  void check(String message, String field, Node node) {
    Arrays.stream(Vocabulary.sendable(message).getRecordComponents())
        .filter(component -> component.getName().equals(field))
        .map(RecordComponent::getGenericType)
        .forEach(type -> check(type, "'%s' of %s".formatted(field, message), node));
  }

  /** Checks the value of a deliberate fault. */
  void check(Payload.Change.Kind kind, Node node) {
    String what = "'%s'".formatted(Spelling.written(kind));
    single(
        node,
        what,
        switch (kind) {
          case TYPE -> text -> text.length() == 1 ? Optional.empty() : number(what, text);
          case CODE -> text -> text.contains(".") ? version(what, text) : number(what, text);
          case LENGTH -> text -> number(what, text);
          case APPEND -> MessageValues::octets;
          case TRUNCATE ->
              text ->
                  text.matches("\\d{1,9}")
                      ? Optional.empty()
                      : Optional.of("%s takes a number of octets, not '%s'".formatted(what, text));
        });
  }

  private void check(Type type, String what, Node node) {
    if (!(type instanceof ParameterizedType generic)) {
      single(node, what, text -> fault(type, what, text));
      return;
    }
    Type inner = generic.getActualTypeArguments()[0];
    if (generic.getRawType() == Optional.class) {
      single(node, what, text -> text.equals("NULL") ? Optional.empty() : fault(inner, what, text));
    } else if (inner == Parameter.class || inner == Field.class || inner == Column.class) {
      pairs(inner, what, node);
    } else {
      MappingReader.items(node).forEach(item -> check(inner, what, item));
    }
  }

  /**
   * Checks names with values: a mapping, or a list of pairs; a variable may stand for some of them.
   */
  private void pairs(Type inner, String what, Node node) {
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach(entry -> pair(inner, what, entry.key(), entry.value()));
      return;
    }
    for (Node item : MappingReader.items(node)) {
      List<Node> both = item instanceof Node.Sequence pair ? pair.items() : List.of();
      if (both.size() == 2) {
        pair(inner, what, both.get(0), both.get(1));
      } else if (both.size() == 1) {
        single(both.get(0), what, text -> Optional.empty());
      } else if (!(item instanceof Node.Scalar scalar && ExpressionParser.refers(scalar))) {
        problems.add(
            item.place(),
            "%s takes names and values, as in {user: a, database: b} or [[user, a], [user, b]]",
            what);
      }
    }
  }

  private void pair(Type inner, String what, Node name, Node value) {
    single(
        name,
        what,
        text ->
            inner != Field.class || text.length() == 1
                ? Optional.empty()
                : Optional.of("a field of %s is one letter, not '%s'".formatted(what, text)));
    single(value, what, text -> inner == Column.class ? number(what, text) : Optional.empty());
  }

  private void single(Node node, String what, Function<String, Optional<String>> fault) {
    if (!(node instanceof Node.Scalar scalar)) {
      problems.add(node.place(), "%s takes a single value, not %s", what, node.kind());
      return;
    }
    Expression value = ExpressionParser.parse(scalar);
    if (value instanceof Expression.Literal literal) {
      fault.apply(literal.text()).ifPresent(said -> problems.add(node.place(), "%s", said));
    } else if (value instanceof Expression.Variable variable && variable.field().isEmpty()) {
      problems.demand(variable, fault);
    }
  }

  private static Optional<String> fault(Type type, String what, String text) {
    if (type == int.class || type == Integer.class) {
      // A letter stands for its octet, as in the documentation: ReadyForQuery I.
      return text.matches("[A-Za-z]") ? Optional.empty() : number(what, text);
    } else if (type == char.class) {
      return text.length() == 1
          ? Optional.empty()
          : Optional.of("%s takes one character, not '%s'".formatted(what, text));
    } else if (type == Bytes.class) {
      return octets(text);
    } else if (type == ProtocolVersion.class) {
      return version(what, text);
    }
    return Optional.empty();
  }

  private static Optional<String> number(String what, String text) {
    String said = "%s takes a number of 32 bits, not '%s'".formatted(what, text);
    try {
      long number = Long.decode(text.strip());
      boolean fits = number >= Integer.MIN_VALUE && number <= 0xffff_ffffL;
      return fits ? Optional.empty() : Optional.of(said);
    } catch (NumberFormatException e) {
      return Optional.of(said);
    }
  }

  private static Optional<String> version(String what, String text) {
    return ProtocolVersion.isWritten(text)
        ? Optional.empty()
        : Optional.of(
            "%s takes a version of the protocol, such as 3.0, not '%s'".formatted(what, text));
  }

  private static Optional<String> octets(String text) {
    return StepFields.isHex(text)
        ? Optional.empty()
        : Optional.of("%s, unlike '%s'".formatted(OCTETS, text));
  }
}
