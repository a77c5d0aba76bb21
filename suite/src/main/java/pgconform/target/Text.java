package pgconform.target;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small things done to texts that strangers wrote. */
final class Text {
  private static final int LONGEST_QUOTE = 40;

  private Text() {}

  /** The fields of a list, empty ones included; an empty text is one empty field. */
  static List<String> fields(String text, char delimiter) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, start)) {
      fields.add(text.substring(start, end));
      start = end + 1;
    }
    fields.add(text.substring(start));
    return fields;
  }

  /** A text as a path, where not even the encoding of file names is sure to have its letters. */
  static Path path(String what, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadTarget(what + " is no name that a file can have here");
    }
  }

  /** Whether a text holds what no server can be sent: NUL, or half a character. */
  static boolean isUnfit(String text) {
    return text.codePoints()
        .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /** A text in quotes, short and safe to print. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(c -> quoted.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    if (text.codePointCount(0, text.length()) > LONGEST_QUOTE) {
      quoted.append("...");
    }
    return quoted.append('"').toString();
  }
}
