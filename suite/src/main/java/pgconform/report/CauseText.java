package pgconform.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Formats the red results of a report for the terminal, one cause after the other. */
public final class CauseText {
  private static final int WIDTH = 100;
  private static final String LABEL = "%-10s ";

  private CauseText() {}

  /**
   * Returns the lines of all causes, each with the failure that shows it best.
   *
   * @param folder the folder of the report
   * @param mostExchangeLines the maximum number of lines of each exchange
   * @param width the number of columns of the screen; 0 if there is none
   */
  public static List<String> lines(Report report, Path folder, int mostExchangeLines, int width) {
    List<String> lines = new ArrayList<>();
    for (Cause cause : report.causes()) {
      Finding first = report.finding(cause.target(), cause.first());
      lines.add("");
      lines.add("%s  %s  %s".formatted(first.verdict(), first.id(), first.title()));
      if (report.targets().size() > 1) {
        lines.add("  " + LABEL.formatted("target") + cause.target());
      }
      FailureText.lines(first, mostExchangeLines).forEach(line -> lines.add("  " + line));
      if (first.failure() != null) {
        lines.add("  " + LABEL.formatted("as a file") + folder.resolve(first.failure().file()));
      }
      for (Cause.Link link : cause.links()) {
        lines.addAll(list("also red", link.ids(), width));
        String with = link.with().equals(cause.first()) ? "in common" : "as " + link.with();
        lines.add("  " + LABEL.formatted(with) + link.shared());
      }
      lines.addAll(list("blocked", cause.blocked(), width));
    }
    return lines;
  }

  /**
   * Returns the number of red results and of their causes, and all their ids, target by target;
   * empty if nothing is red.
   *
   * @param width the number of columns of the screen; 0 if there is none
   */
  public static List<String> summary(Report report, int width) {
    if (report.red().isEmpty()) {
      return List.of();
    }
    int causes = report.causes().size();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "%s red, for %s:"
            .formatted(Plural.of(report.red().size(), "result"), Plural.of(causes, "reason")));
    for (Report.Target target : report.targets()) {
      List<String> ids =
          report.red().stream()
              .filter(finding -> finding.target().equals(target.name()))
              .map(Finding::id)
              .toList();
      if (!ids.isEmpty() && report.targets().size() > 1) {
        lines.add("  " + target.name() + ":");
        lines.addAll(wrapped("    ", ids, width));
      } else {
        lines.addAll(wrapped("  ", ids, width));
      }
    }
    return lines;
  }

  private static List<String> list(String label, List<String> ids, int width) {
    List<String> lines = wrapped("  " + " ".repeat(LABEL.formatted("").length()), ids, width);
    if (!lines.isEmpty()) {
      lines.set(0, "  " + LABEL.formatted(label) + lines.get(0).strip());
    }
    return lines;
  }

  private static List<String> wrapped(String indent, List<String> words, int columns) {
    int width = columns > 0 ? columns : WIDTH;
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : words) {
      if (line.length() + word.length() > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    if (!words.isEmpty()) {
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
