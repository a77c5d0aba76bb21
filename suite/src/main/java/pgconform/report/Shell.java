package pgconform.report;

import java.util.List;
import java.util.stream.Collectors;

/** Formats commands that can be pasted into a shell. */
public final class Shell {
  private Shell() {}

  /** Returns the words of a command, quoted where necessary. */
  public static String command(List<String> words) {
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String word) {
    return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
