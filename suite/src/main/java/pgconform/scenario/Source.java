package pgconform.scenario;

import java.util.Arrays;

/** The text of a file, split into lines. */
final class Source {
  private final String file;
  private final String text;
  private final int[] lines;

  Source(String file, String text) {
    this.file = file;
    this.text = text;
    lines = new int[1 + (int) text.chars().filter(c -> c == '\n').count()];
    for (int i = 1; i < lines.length; i++) {
      lines[i] = text.indexOf('\n', lines[i - 1]) + 1;
    }
  }

  int length() {
    return text.length();
  }

  char at(int offset) {
    return offset < text.length() ? text.charAt(offset) : '\n';
  }

  boolean has(String part, int offset) {
    return text.startsWith(part, offset);
  }

  /** Returns the end of the line that contains an offset. */
  int lineEnd(int offset) {
    int end = text.indexOf('\n', Math.min(offset, text.length()));
    return end < 0 ? text.length() : end;
  }

  /** Returns the first offset from there on that is not white space. */
  int skipSpace(int offset) {
    int at = offset;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  int offset(Place place) {
    int begin = lines[Math.min(place.line(), lines.length) - 1];
    int columns = text.codePointCount(begin, lineEnd(begin));
    return text.offsetByCodePoints(begin, Math.min(place.column() - 1, columns));
  }

  Place place(int offset) {
    int at = Math.min(offset, text.length());
    int found = Arrays.binarySearch(lines, at);
    int line = found >= 0 ? found : -found - 2;
    return new Place(file, line + 1, text.codePointCount(lines[line], at) + 1);
  }
}
