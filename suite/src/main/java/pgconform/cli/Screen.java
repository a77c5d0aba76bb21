package pgconform.cli;

import java.util.List;
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

  /** A text that may have several lines, such as the end of a log. */
  static List<String> lines(String text) {
    return text.lines().map(Screen::line).toList();
  }
}
