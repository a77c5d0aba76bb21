package pgconform.report;

import java.util.List;
import pgconform.wire.Text;

/**
 * Makes texts safe to write into any file. A server can send anything: control characters, which
 * XML cannot contain and terminals obey, halves of surrogate pairs, which UTF-8 cannot encode, and
 * marks that change the direction of text. They are escaped as in Java.
 */
public final class SafeText {
  /** The length above which texts are cut; no sentence in a report needs more. */
  private static final int LONGEST = 16_000;

  /** Leaves room for an escaped character and the number of omitted ones. */
  private static final int ROOM = 40;

  private SafeText() {}

  /**
   * Returns the text with such characters escaped, and cut if it is too long; empty for null. A
   * safe text is not changed.
   */
  public static String of(String text) {
    if (text == null) {
      return "";
    } else if (text.length() <= LONGEST && text.codePoints().allMatch(SafeText::harmless)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length() && out.length() <= LONGEST - ROOM) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (harmless(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(Text.escaped(c));
      }
    }
    int left = text.length() - at;
    return left == 0 ? out.toString() : out.append("… (").append(left).append(" more)").toString();
  }

  /** Returns each text made safe; empty for null. */
  static List<String> of(List<String> texts) {
    return texts == null ? List.of() : texts.stream().map(SafeText::of).toList();
  }

  private static boolean harmless(int c) {
    return c == '\n' || c == '\t' || Text.isVisible(c);
  }
}
