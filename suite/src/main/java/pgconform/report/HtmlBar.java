package pgconform.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pgconform.exchange.Verdict;

/** Shows the shares of verdicts as a bar, and their counts. */
final class HtmlBar {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 10;

  /** The minimum width of a part, so that a single result is visible among hundreds. */
  private static final double LEAST = 6;

  private static final double GAP = 2;

  private HtmlBar() {}

  /** Returns the number of findings with each verdict that occurs, the most severe first. */
  static Map<Verdict, Long> counts(List<Finding> findings) {
    Map<Verdict, Long> counts = new LinkedHashMap<>();
    for (Verdict verdict : VerdictWords.all().keySet()) {
      long count = findings.stream().filter(f -> f.verdict() == verdict).count();
      if (count > 0) {
        counts.put(verdict, count);
      }
    }
    return counts;
  }

  /** Adds a bar with a part for each verdict, in proportion to its frequency. */
  static void bar(Html html, List<Finding> findings) {
    Map<Verdict, Long> counts = counts(findings);
    double room = WIDTH - (LEAST + GAP) * counts.size();
    html.open(
        "svg",
        "role",
        "img",
        "class",
        "bar",
        "viewBox",
        "0 0 %d %d".formatted(WIDTH, HEIGHT),
        "preserveAspectRatio",
        "none",
        "aria-label",
        VerdictWords.counts(findings));
    double x = 0;
    for (Map.Entry<Verdict, Long> count : counts.entrySet()) {
      double width = LEAST + room * count.getValue() / findings.size();
      html.open(
          "rect",
          "class",
          count.getKey().toString(),
          "x",
          Double.toString(Math.round(x * 10) / 10.0),
          "y",
          "0",
          "width",
          Double.toString(Math.round(width * 10) / 10.0),
          "height",
          Integer.toString(HEIGHT));
      html.close("rect");
      x += width + GAP;
    }
    html.close("svg");
  }

  /** Adds a button for each verdict that occurs; it shows only the results with that verdict. */
  static void buttons(Html html, List<Finding> findings) {
    html.open("p", "class", "counts");
    for (Map.Entry<Verdict, Long> count : counts(findings).entrySet()) {
      Verdict verdict = count.getKey();
      html.open(
          "button",
          "type",
          "button",
          "class",
          "verdict " + verdict,
          "data-filter",
          verdict.toString(),
          "title",
          VerdictWords.all().get(verdict));
      html.sign(verdict).text(" %d %s".formatted(count.getValue(), verdict)).close("button");
      html.text(" ");
    }
    html.close("p");
  }
}
