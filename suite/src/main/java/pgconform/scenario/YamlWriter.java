package pgconform.scenario;

import java.util.Locale;

/** Writes {@link Node}s as YAML that yields the same nodes when it is read. */
final class YamlWriter {
  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String write(Node root) {
    YamlWriter writer = new YamlWriter();
    writer.block(root, 0);
    return writer.out.toString();
  }

  private void block(Node node, int indent) {
    if (node instanceof Node.Mapping mapping) {
      boolean first = true;
      for (Node.Entry entry : mapping.entries()) {
        if (!first || indent == 0) {
          out.append(" ".repeat(indent));
        }
        first = false;
        out.append(scalar(entry.key().text())).append(':');
        value(entry.value(), indent);
      }
    } else if (node instanceof Node.Sequence sequence) {
      for (Node item : sequence.items()) {
        out.append(" ".repeat(indent)).append("- ");
        if (item instanceof Node.Mapping m && !m.entries().isEmpty() && !flat(item)) {
          block(item, indent + 2);
        } else {
          out.append(flow(item)).append('\n');
        }
      }
    }
  }

  private void value(Node value, int indent) {
    if (flat(value)) {
      out.append(' ').append(flow(value)).append('\n');
    } else {
      out.append('\n');
      if (value instanceof Node.Mapping) {
        out.append(" ".repeat(indent + 2));
      }
      block(value, indent + 2);
    }
  }

  /** Returns whether it fits on one line. */
  private static boolean flat(Node node) {
    if (node instanceof Node.Scalar) {
      return true;
    } else if (node instanceof Node.Sequence sequence) {
      boolean steps = sequence.items().stream().anyMatch(Node.Mapping.class::isInstance);
      return !steps && flow(node).length() < 90;
    }
    Node.Mapping mapping = (Node.Mapping) node;
    return mapping.entries().isEmpty()
        || (mapping.entries().stream().allMatch(e -> e.value() instanceof Node.Scalar)
            && mapping.entries().size() == 1
            && flow(node).length() < 60
            && !verb(mapping));
  }

  /** Returns whether a mapping is a step, which gets separate lines even if it is short. */
  private static boolean verb(Node.Mapping mapping) {
    return Steps.verbs().contains(mapping.entries().get(0).key().text());
  }

  private static String flow(Node node) {
    StringBuilder text = new StringBuilder();
    if (node instanceof Node.Scalar scalar) {
      return scalar.quoted() ? quoted(scalar.text()) : scalar(scalar.text());
    } else if (node instanceof Node.Sequence sequence) {
      for (Node item : sequence.items()) {
        text.append(text.length() == 0 ? "[" : ", ").append(flow(item));
      }
      return text.length() == 0 ? "[]" : text.append(']').toString();
    }
    for (Node.Entry entry : ((Node.Mapping) node).entries()) {
      text.append(text.length() == 0 ? "{" : ", ")
          .append(scalar(entry.key().text()))
          .append(": ")
          .append(flow(entry.value()));
    }
    return text.length() == 0 ? "{}" : text.append('}').toString();
  }

  private static String scalar(String text) {
    boolean plain =
        text.matches("[A-Za-z0-9$(][A-Za-z0-9_ $.()*+/|=;'!?-]*")
            && !text.endsWith(" ")
            && !text.toLowerCase(Locale.ROOT).matches("null|true|false|~|yes|no|on|off");
    boolean word = text.equals("true") || text.equals("false");
    return plain || word ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
