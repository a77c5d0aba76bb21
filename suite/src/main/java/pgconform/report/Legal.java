package pgconform.report;

/**
 * Text that any file can hold. What a server says may be anything: control characters, which XML
 * has no way to write and terminals obey, halves of characters, which UTF-8 cannot encode, marks
 * that turn the direction of what follows. They are written as Java would.
 */
final class Legal {
  /** Longer texts are cut; no sentence of a report needs more. */
  private static final int LONGEST = 16_000;

  private Legal() {}

  /** The text with such characters escaped, cut where it is longer than any sentence. */
  static String text(String text) {
    if (text.length() > LONGEST) {
      return text(text.substring(0, LONGEST)) + "… (" + (text.length() - LONGEST) + " more)";
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (harmless(c)) {
                out.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  out.append(String.format("\\u%04x", (int) unit));
                }
              }
            });
    return out.toString();
  }

  private static boolean harmless(int c) {
    if (c == '\n' || c == '\t') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
