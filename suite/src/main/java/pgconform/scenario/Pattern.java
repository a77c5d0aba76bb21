package pgconform.scenario;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a server is expected to do on a connection: a regular expression whose letters are messages
 * and the other events of a connection.
 */
public sealed interface Pattern {
  /**
   * One event.
   *
   * @param name a message as the documentation names it, a family of messages ({@code
   *     Authentication}), an event of the connection ({@code Closed}, {@code Encrypted}, {@code
   *     TlsFailed}), or {@code any}
   * @param tests all must hold
   * @param capture the name under which the event can be used later, or empty
   */
  record One(Place place, String name, List<FieldTest> tests, String capture) implements Pattern {
    @Override
    public String toString() {
      String fields =
          tests.isEmpty()
              ? ""
              : tests.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
      return name + fields;
    }
  }

  /** One after the other. */
  record Sequence(List<Pattern> parts) implements Pattern {
    @Override
    public String toString() {
      return parts.stream()
          .map(p -> p instanceof Either ? "(" + p + ")" : p.toString())
          .collect(Collectors.joining(" "));
    }
  }

  /** One of them. */
  record Either(List<Pattern> parts) implements Pattern {
    @Override
    public String toString() {
      return parts.stream().map(Object::toString).collect(Collectors.joining(" | "));
    }
  }

  /** All of them in whatever order. */
  record AnyOrder(List<Pattern> parts) implements Pattern {
    @Override
    public String toString() {
      return parts.stream()
          .map(p -> p instanceof Either ? "(" + p + ")" : p.toString())
          .collect(Collectors.joining(" & ", "(", ")"));
    }
  }

  /** So many times; {@code most} is {@link Integer#MAX_VALUE} for no bound. */
  record Repeated(Pattern pattern, int least, int most) implements Pattern {
    @Override
    public String toString() {
      String inner =
          pattern instanceof One || pattern instanceof AnyOrder
              ? pattern.toString()
              : "(" + pattern + ")";
      if (least == 0 && most == 1) {
        return inner + "?";
      } else if (most == Integer.MAX_VALUE && least <= 1) {
        return inner + (least == 0 ? "*" : "+");
      }
      String upTo = most == Integer.MAX_VALUE ? "" : Integer.toString(most);
      return inner + (least == most ? "{" + least + "}" : "{" + least + "," + upTo + "}");
    }
  }

  /**
   * A demand on a field of an event.
   *
   * @param field a field as the documentation names it, a field code of ErrorResponse, or empty for
   *     the only or most telling one; {@code .size} behind it means its size
   * @param values the field must have one of them
   * @param negated the field must have none of them
   */
  record FieldTest(Place place, String field, List<Value> values, boolean negated) {
    @Override
    public String toString() {
      String value = values.stream().map(Object::toString).collect(Collectors.joining("|"));
      if (field.isEmpty()) {
        return negated ? "!" + value : value;
      }
      return field + (negated ? "!=" : "=") + value;
    }
  }

  /** What a field is compared with. */
  sealed interface Value {}

  /** A text, a number, octets in hexadecimal: as the field is printed. */
  record Exactly(String text) implements Value {
    @Override
    public String toString() {
      boolean bare = text.matches("[\\w.+-]+") && !text.contains("..");
      return bare ? text : "\"" + text.replace("\"", "\\\"") + "\"";
    }
  }

  /** A number between two, both included. */
  record Between(long from, long upTo) implements Value {
    @Override
    public String toString() {
      return from + ".." + upTo;
    }
  }

  /** The whole text matches a regular expression. */
  record Like(java.util.regex.Pattern expression) implements Value {
    @Override
    public String toString() {
      return "/" + expression.pattern().replace("/", "\\/") + "/";
    }
  }

  /** What a variable holds when the step runs. */
  record Of(Expr.Variable variable) implements Value {
    @Override
    public String toString() {
      return variable.toString();
    }
  }
}
