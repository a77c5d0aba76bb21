package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which <code>${NAME}</code> stands for a value that only the run knows. If the text
 * itself contains such a name, it is written <code>$${NAME}</code>.
 *
 * @param place the place where it begins
 */
public record Template(Place place, List<Part> parts) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\$\\{|\\{([^}\\r\\n]*)(\\}?))");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** A piece of the text: a literal, or the name of a value. */
  public sealed interface Part {
    /** A piece that stands for itself. */
    record Literal(String text) implements Part {}

    /** The name of a value. */
    record Variable(Place place, String name) implements Part {}
  }

  /** Reads a single value of a file. */
  static Template of(Node.Scalar scalar, FileErrors problems) {
    return of(scalar.place(), scalar.text(), scalar::place, problems);
  }

  /** Reads a whole file. */
  static Template ofFile(String file, String text, FileErrors problems) {
    IntFunction<Place> places =
        index -> {
          int line = 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
          return new Place(file, line, index - text.lastIndexOf('\n', index - 1));
        };
    return of(new Place(file, 1, 1), text, places, problems);
  }

  private static Template of(
      Place place, String text, IntFunction<Place> places, FileErrors problems) {
    List<Part> parts = new ArrayList<>();
    int end = 0;
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      parts.add(new Part.Literal(text.substring(end, matcher.start())));
      end = matcher.end();
      String name = matcher.group(2);
      if (name == null) {
        parts.add(new Part.Literal("${"));
      } else if (matcher.group(3).isEmpty() || !NAME.matcher(name).matches()) {
        problems.add(
            places.apply(matcher.start()),
            "'${' begins the name of a variable, such as ${port}; write $${ where it does not");
      } else {
        parts.add(new Part.Variable(places.apply(matcher.start()), name));
      }
    }
    parts.add(new Part.Literal(text.substring(end)));
    return new Template(place, List.copyOf(parts));
  }

  /** Returns the names that it uses. */
  public List<String> names() {
    return parts.stream()
        .filter(Part.Variable.class::isInstance)
        .map(part -> ((Part.Variable) part).name())
        .toList();
  }

  /**
   * Returns the text with its values.
   *
   * @param values returns the value of a name; empty if it has none
   * @param known the names that are suggested if a name has no value
   * @param problems the list to which names without a value are added
   */
  public String fill(
      Function<String, Optional<String>> values, List<String> known, List<FileError> problems) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        Optional<String> value = values.apply(variable.name);
        if (value.isEmpty()) {
          problems.add(new FileError(variable.place, missing(variable.name, known)));
        }
        text.append(value.orElse(""));
      } else {
        text.append(((Part.Literal) part).text);
      }
    }
    return text.toString();
  }

  private static String missing(String name, List<String> known) {
    String hint = Spelling.nearest(name, known).map("; did you mean ${%s}?"::formatted).orElse("");
    boolean environment = name.equals(name.toUpperCase(Locale.ROOT));
    return environment
        ? "the environment variable %s is not set%s".formatted(name, hint)
        : "${%s} is neither %s nor an environment variable that is set%s"
            .formatted(name, String.join(", ", TargetFile.GIVEN), hint);
  }
}
