package pgconform.scenario;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition on a field of an event.
 *
 * @param field the name of a field in the documentation, a field code of ErrorResponse, or empty
 *     for the only or most important field; the suffix {@code .size} stands for its size
 * @param values the values of which the field must have one
 * @param negated whether the field must have none of them
 */
public record FieldTest(Place place, String field, List<Value> values, boolean negated) {
  @Override
  public String toString() {
    String value = values.stream().map(Object::toString).collect(Collectors.joining("|"));
    if (field.isEmpty()) {
      return negated ? "!" + value : value;
    }
    return field + (negated ? "!=" : "=") + value;
  }

  /** A value that a field is compared with. */
  public sealed interface Value {
    /**
     * Returns whether it is the value of a field.
     *
     * @param forms the ways in which a pattern may write that value
     * @param variables returns the ways in which a pattern may write the value of a variable
     */
    boolean isAmong(List<String> forms, Function<Expression.Variable, List<String>> variables);

    /** Returns the variable that it stands for, if it does. */
    default Stream<Expression.Variable> variables() {
      return Stream.empty();
    }
  }

  /** A text, number or hexadecimal octets, exactly as the field is printed. */
  public record Exactly(String text) implements Value {
    @Override
    public boolean isAmong(
        List<String> forms, Function<Expression.Variable, List<String>> variables) {
      return forms.contains(text);
    }

    @Override
    public String toString() {
      boolean bare = text.matches("[\\w.+-]+") && !text.contains("..");
      return bare ? text : "\"" + text.replace("\"", "\\\"") + "\"";
    }
  }

  /** A range of numbers that includes both limits. */
  public record Between(long from, long upTo) implements Value {
    @Override
    public boolean isAmong(
        List<String> forms, Function<Expression.Variable, List<String>> variables) {
      return forms.stream()
          .filter(form -> form.matches("-?\\d{1,18}"))
          .mapToLong(Long::parseLong)
          .anyMatch(number -> number >= from && number <= upTo);
    }

    @Override
    public String toString() {
      return from + ".." + upTo;
    }
  }

  /** A regular expression that the whole text must match. */
  public record Like(java.util.regex.Pattern expression) implements Value {
    @Override
    public boolean isAmong(
        List<String> forms, Function<Expression.Variable, List<String>> variables) {
      return forms.stream().anyMatch(form -> expression.matcher(form).matches());
    }

    @Override
    public String toString() {
      return "/" + expression.pattern().replace("/", "\\/") + "/";
    }
  }

  /** The value of a variable when the step runs. */
  public record Of(Expression.Variable variable) implements Value {
    @Override
    public boolean isAmong(
        List<String> forms, Function<Expression.Variable, List<String>> variables) {
      return variables.apply(variable).stream().anyMatch(forms::contains);
    }

    @Override
    public Stream<Expression.Variable> variables() {
      return Stream.of(variable);
    }

    @Override
    public String toString() {
      return variable.toString();
    }
  }
}
