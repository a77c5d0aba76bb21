package pgconform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.report.SafeText;

/**
 * Formats text that may come from a peer as lines for a terminal and for the log of a CI system. No
 * line moves the cursor or hides another, and none is a command to the system that reads the log.
 */
final class Screen {
  /**
   * Matches the commands that GitHub Actions, Azure Pipelines and TeamCity look for anywhere in a
   * line.
   */
  private static final Pattern COMMAND = Pattern.compile("#(?=#\\w*\\[)");

  private static final int LONGEST = 16_000;

  /** Matches the space between the columns of a line, and the arrow of an exchange. */
  private static final Pattern GAP = Pattern.compile(" {2,}(?:(?:->|<-|--) )?|^ +");

  /** The column from which on a gap is part of a text. */
  private static final int LONGEST_LABEL = 36;

  private Screen() {}

  /** Returns a text in one line. */
  static String line(String text) {
    return line(text, LONGEST);
  }

  /** Returns a text in one line, with no more than this number of characters. */
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
    // GitHub Actions treats such a line as a command, however far it is indented.
    String first =
        line.startsWith("::", begin)
            ? line.substring(0, begin) + "\\x3a" + line.substring(begin + 1)
            : line;
    return COMMAND.matcher(first).replaceAll("\\\\x23");
  }

  /**
   * Splits a line into lines that are no longer than the screen is wide, unless a word is.
   * Continuation lines are aligned with the text of the first line, to the right of its labels.
   *
   * @param line a text in one line, which may contain colors before its label
   * @param width the width of the screen; 0 for a file, in which lines stay whole
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

  /** Returns where the text of a line begins: after the last gap near its start. */
  private static int textBegins(String line) {
    Matcher gap = GAP.matcher(line);
    int begins = 0;
    while (gap.find() && gap.start() < LONGEST_LABEL) {
      begins = gap.end();
    }
    return begins;
  }

  /** Returns the lines of a text that may have several, such as the end of a log. */
  static List<String> lines(String text) {
    return text.lines().map(Screen::line).toList();
  }
}
