package pgconform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.report.SafeText;

/**
 * What a peer may have said, as lines for a terminal and for the log of a CI system. No line moves
 * the cursor or hides another, and none is a command for the system that reads the log.
 */
final class Screen {
  /** GitHub Actions, Azure Pipelines and TeamCity look for such commands anywhere in a line. */
  private static final Pattern COMMAND = Pattern.compile("#(?=#\\w*\\[)");

  private static final int LONGEST = 16_000;

  /** What stands between the columns of a line, and an arrow of an exchange. */
  private static final Pattern GAP = Pattern.compile(" {2,}(?:(?:->|<-|--) )?|^ +");

  /** Further to the right, a gap belongs to a text. */
  private static final int LONGEST_LABEL = 36;

  private Screen() {}

  /** A text in one line. */
  static String line(String text) {
    return line(text, LONGEST);
  }

  /** The same, of which no more than so many characters are kept. */
  static String line(String text, int most) {
    String safe = SafeText.of(text).replace("\n", "\\n");
    int end = Math.min(most, safe.length());
    if (end < safe.length() && Character.isHighSurrogate(safe.charAt(end - 1))) {
      end--;
    }
    String kept =
        end == safe.length()
            ? safe
            : "%s… (%d more)".formatted(safe.substring(0, end), safe.length() - end);
    return inert(kept);
  }

  private static String inert(String line) {
    int begin = line.length() - line.stripLeading().length();
    // GitHub Actions takes such a line for a command, however far it is indented.
    String first =
        line.startsWith("::", begin)
            ? line.substring(0, begin) + "\\x3a" + line.substring(begin + 1)
            : line;
    return COMMAND.matcher(first).replaceAll("\\\\x23");
  }

  /**
   * A line as several ones, none of which is longer than the screen is wide, unless a word is. What
   * does not fit stands below where the text of the line begins, behind its labels.
   *
   * @param line a text in one line, which may hold colours before its label
   * @param width of the screen; 0 for a file, in which lines stay whole
   */
  static List<String> wrapped(String line, int width) {
    int indent = textBegins(line);
    if (width <= 0 || line.length() <= width || indent > width / 2) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > indent ? space : rest.indexOf(' ', indent + 1);
      if (end < 0) {
        break;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = " ".repeat(indent) + rest.substring(end).strip();
    }
    lines.add(rest);
    return lines.stream().map(Screen::inert).toList();
  }

  /** Where the text of a line begins: behind the last gap of its beginning. */
  private static int textBegins(String line) {
    Matcher gap = GAP.matcher(line);
    int begins = 0;
    while (gap.find() && gap.start() < LONGEST_LABEL) {
      begins = gap.end();
    }
    return begins;
  }

  /** A text that may have several lines, such as the end of a log. */
  static List<String> lines(String text) {
    return text.lines().map(Screen::line).toList();
  }
}
