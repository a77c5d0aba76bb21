package pgconform.report;

import java.util.ArrayList;
import java.util.List;

/** Writes red results as workflow commands of GitHub Actions, which shows them with the commit. */
public final class Annotations {
  /** The number of annotations that GitHub shows for a step. */
  private static final int MOST = 10;

  private Annotations() {}

  /** Returns the commands, one on each line; at most ten, of which the last counts the rest. */
  public static List<String> of(Report report) {
    List<String> lines = new ArrayList<>();
    for (Report.Target target : report.targets()) {
      if (!target.tested()) {
        lines.add(error(target.name() + " could not be tested", target.unavailable()));
      }
    }
    report.unmet().forEach(sentence -> lines.add(error("expectations", sentence)));
    for (Cause cause : report.causes()) {
      Finding finding = report.finding(cause.target(), cause.first());
      String also = cause.others().isEmpty() ? "" : "\nalso: " + String.join(" ", cause.others());
      String again = also + (finding.failure() == null ? "" : "\nagain: " + finding.reproduce());
      String title = "%s %s".formatted(finding.id(), finding.title());
      lines.add(error(title, finding.headline() + again));
    }
    if (lines.size() > MOST) {
      int more = lines.size() - (MOST - 1);
      lines.subList(MOST - 1, lines.size()).clear();
      lines.add(error("pgconform", "%d more, see summary.md".formatted(more)));
    }
    return lines;
  }

  private static String error(String title, String message) {
    return "::error title=%s::%s"
        .formatted(escaped(title).replace(":", "%3A").replace(",", "%2C"), escaped(message));
  }

  private static String escaped(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }
}
