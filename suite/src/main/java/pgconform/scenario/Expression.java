package pgconform.scenario;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A value in a step: written out, or taken from a variable when the step runs. */
public sealed interface Expression {
  /** Returns its place in the file. */
  Place place();

  /** Returns the variables it needs, without their fields. */
  List<Variable> variables();

  /**
   * Returns the value that it stands for.
   *
   * @param variables returns the value of a variable
   * @param text converts a value for use inside a text
   */
  Object value(Function<Variable, Object> variables, Function<Object, String> text);

  /** A value that is written out. */
  record Literal(Place place, String text) implements Expression {
    @Override
    public List<Variable> variables() {
      return List.of();
    }

    @Override
    public Object value(Function<Variable, Object> variables, Function<Object, String> text) {
      return this.text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A variable, a session or a capture: {@code $name} or {@code $name.field}.
   *
   * @param field empty for the whole value
   */
  record Variable(Place place, String name, String field) implements Expression {
    @Override
    public List<Variable> variables() {
      return List.of(this);
    }

    @Override
    public Object value(Function<Variable, Object> variables, Function<Object, String> text) {
      return variables.apply(this);
    }

    @Override
    public String toString() {
      return "$" + name + (field.isEmpty() ? "" : "." + field);
    }
  }

  /** A text that contains variables: <code>select ${n}</code>. */
  record Template(Place place, List<Expression> parts) implements Expression {
    @Override
    public List<Variable> variables() {
      return parts.stream().flatMap(part -> part.variables().stream()).toList();
    }

    @Override
    public Object value(Function<Variable, Object> variables, Function<Object, String> text) {
      return parts.stream()
          .map(part -> text.apply(part.value(variables, text)))
          .collect(Collectors.joining());
    }

    @Override
    public String toString() {
      return parts.stream()
          .map(p -> p instanceof Variable v ? "${" + v.toString().substring(1) + "}" : p.toString())
          .collect(Collectors.joining());
    }
  }

  /** Several values. */
  record Listed(Place place, List<Expression> items) implements Expression {
    @Override
    public List<Variable> variables() {
      return items.stream().flatMap(item -> item.variables().stream()).toList();
    }

    @Override
    public Object value(Function<Variable, Object> variables, Function<Object, String> text) {
      return items.stream().map(item -> item.value(variables, text)).toList();
    }

    @Override
    public String toString() {
      return items.toString();
    }
  }
}
