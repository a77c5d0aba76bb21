package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values in steps. */
final class ExpressionParser {
  private static final Pattern WHOLE = Pattern.compile("\\$([a-zA-Z][\\w ]*)(?:\\.(\\w+))?");
  private static final Pattern PART = Pattern.compile("\\$\\{([a-zA-Z][\\w ]*)(?:\\.(\\w+))?\\}");

  private ExpressionParser() {}

  /** Returns the value that a scalar stands for. */
  static Expression parse(Node.Scalar scalar) {
    Place place = scalar.place();
    Matcher whole = WHOLE.matcher(scalar.text());
    if (whole.matches()) {
      return new Expression.Variable(place, whole.group(1), orEmpty(whole.group(2)));
    }
    Matcher part = PART.matcher(scalar.text());
    List<Expression> parts = new ArrayList<>();
    int end = 0;
    while (part.find()) {
      if (part.start() > end) {
        parts.add(new Expression.Literal(place, scalar.text().substring(end, part.start())));
      }
      Place at = scalar.place(part.start());
      parts.add(new Expression.Variable(at, part.group(1), orEmpty(part.group(2))));
      end = part.end();
    }
    if (parts.isEmpty()) {
      return new Expression.Literal(place, scalar.text());
    }
    if (end < scalar.text().length()) {
      parts.add(new Expression.Literal(place, scalar.text().substring(end)));
    }
    return new Expression.Template(place, parts);
  }

  /** Returns whether a scalar is a variable, and nothing else. */
  static boolean refers(Node.Scalar scalar) {
    return WHOLE.matcher(scalar.text()).matches();
  }

  /** Returns where a malformed variable begins in a text; empty if there is none. */
  static OptionalInt unfinished(String text) {
    Matcher begins = Pattern.compile("\\$\\{").matcher(text);
    Matcher part = PART.matcher(text);
    while (begins.find()) {
      if (!part.find(begins.start()) || part.start() != begins.start()) {
        return OptionalInt.of(begins.start());
      }
    }
    return OptionalInt.empty();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
