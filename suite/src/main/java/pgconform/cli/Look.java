package pgconform.cli;

import java.util.Map;
import java.util.Properties;

/**
 * What may be done on a screen. What is no terminal gets no escape and no movement of the cursor.
 *
 * @param colours whether verdicts have colours
 * @param bar whether a bar shows the progress, in a line that is drawn anew
 * @param width the number of columns; 0 where lines stay whole
 */
record Look(boolean colours, boolean bar, int width) {
  private static final int LEAST = 40;
  private static final int MOST = 1000;

  /**
   * Finds out.
   *
   * @param properties in which the launcher says what is a terminal, and how wide it is: not all
   *     releases of Java can tell
   */
  static Look of(Map<String, String> environment, Properties properties) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean out = Boolean.parseBoolean(properties.getProperty("pgconform.tty.out"));
    boolean err = Boolean.parseBoolean(properties.getProperty("pgconform.tty.err"));
    boolean colours = out && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = number(environment.getOrDefault("COLUMNS", ""));
    int width = columns > 0 || !out ? columns : number(properties.getProperty("pgconform.columns"));
    return new Look(colours, err && !dumb && environment.get("CI") == null, width);
  }

  /** A width that is one; 0 for anything else. */
  private static int number(String text) {
    int number = text != null && text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    return number >= LEAST && number <= MOST ? number : 0;
  }
}
