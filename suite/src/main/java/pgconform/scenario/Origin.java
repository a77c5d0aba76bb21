package pgconform.scenario;

/**
 * Finds the place of each character of a value in a file. A value that is folded over several
 * lines, or quoted, differs from the text in the file.
 */
final class Origin {
  private final Source source;
  private final String value;
  private final Place begin;
  private int[] offsets;

  /**
   * Finds the origin of a value.
   *
   * @param value the value that YAML has made of a part of the file
   * @param begin where that part begins
   */
  Origin(Source source, String value, Place begin) {
    this.source = source;
    this.value = value;
    this.begin = begin;
  }

  /**
   * Returns the place of one character of the value; the index after the last one stands for its
   * end.
   */
  Place place(int index) {
    if (offsets == null) {
      offsets = offsets();
    }
    return source.place(offsets[Math.min(index, value.length())]);
  }

  private int[] offsets() {
    int at = source.offset(begin);
    char opening = source.at(at);
    boolean quoted = opening == '"' || opening == '\'';
    if (opening == '|' || opening == '>') {
      at = source.skipSpace(source.lineEnd(at));
    } else if (quoted) {
      at++;
    }
    int[] result = new int[value.length() + 1];
    for (int i = 0; i < value.length(); i++) {
      result[i] = at;
      at = Math.min(source.length(), next(at, value.charAt(i), quoted ? opening : ' '));
    }
    result[value.length()] = at;
    return result;
  }

  /** Returns where the next character of the value is, once this one has been found. */
  private int next(int at, char c, char quote) {
    if (Character.isWhitespace(c) && source.skipSpace(at) >= source.lineEnd(at)) {
      // A folded space stands for a line break and the indentation after it.
      return source.skipSpace(at);
    } else if (Character.isWhitespace(c) && !Character.isWhitespace(source.at(at))) {
      // Several line breaks in a row have been skipped together.
      return at;
    } else if (quote == '"' && source.at(at) == '\\') {
      return at
          + switch (source.at(at + 1)) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
          };
    }
    return quote == '\'' && source.has("''", at) ? at + 2 : at + 1;
  }
}
