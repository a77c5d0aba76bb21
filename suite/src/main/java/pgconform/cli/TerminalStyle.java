package pgconform.cli;

import java.util.Map;
import java.util.Properties;

/**
 * How output to a terminal is formatted. Output that does not go to a terminal contains no escape
 * sequences.
 *
 * @param colours whether verdicts are colored
 * @param bar whether a progress bar is shown, in a line that is redrawn
 * @param width the number of columns; 0 if lines are not wrapped
 */
record TerminalStyle(boolean colours, boolean bar, int width) {
  private static final int LEAST = 40;
  private static final int MOST = 1000;

  /**
   * Determines the style.
   *
   * @param properties the properties in which the launcher says what is a terminal, and how wide it
   *     is, since not all releases of Java can tell
   */
  static TerminalStyle of(Map<String, String> environment, Properties properties) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean out = Boolean.parseBoolean(properties.getProperty("pgconform.tty.out"));
    boolean err = Boolean.parseBoolean(properties.getProperty("pgconform.tty.err"));
    boolean colours = out && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = number(environment.getOrDefault("COLUMNS", ""));
    int width = columns > 0 || !out ? columns : number(properties.getProperty("pgconform.columns"));
    return new TerminalStyle(colours, err && !dumb && environment.get("CI") == null, width);
  }

  /** Parses a width; 0 for anything else. */
  private static int number(String text) {
    int number = text != null && text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    return number >= LEAST && number <= MOST ? number : 0;
  }
}
