package pgconform.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;

/** Shows tables of cases, and plots of shares with their confidence intervals. */
final class HtmlNumbers {
  private static final int AXIS_FROM = 190;
  private static final int AXIS_LENGTH = 300;
  private static final int WIDTH = 660;
  private static final int ROW = 22;

  /**
   * The length above which names of targets are cut; the text next to the plot has the full name.
   */
  private static final int LONGEST = 26;

  private final Html html;

  /** A line of a plot: {@code part} of {@code all}. */
  private record Share(String name, int part, int all) {
    private static final double Z = 1.96;

    /** Returns a limit of Wilson's interval, which contains the true share 95 times out of 100. */
    double bound(int sign) {
      double share = (double) part / all;
      double half = Z * Math.sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all));
      double bound = (share + Z * Z / (2 * all) + sign * half) / (1 + Z * Z / all);
      return Math.max(0, Math.min(1, bound));
    }

    String counts() {
      return "%d of %d".formatted(part, all);
    }

    String words() {
      return String.format(
          Locale.ROOT,
          "%s: %s, between %.0f and %.0f %%",
          name,
          counts(),
          100 * bound(-1),
          100 * bound(1));
    }
  }

  HtmlNumbers(Html html) {
    this.html = html;
  }

  /** Adds plots of the results of all targets for one requirement, if they have numbers. */
  void plots(List<Finding> findings) {
    List<Share> failures = new ArrayList<>();
    List<Share> races = new ArrayList<>();
    for (Finding finding : findings) {
      Finding.Failure failure = finding.failure();
      if (failure != null && failure.failed() < failure.runs() - failure.unjudged()) {
        int judged = failure.runs() - failure.unjudged();
        failures.add(new Share(finding.target(), failure.failed(), judged));
      }
      if (finding.cases() > 1 && (finding.area().equals("race") || finding.undecided() > 0)) {
        int told = Math.max(0, finding.cases() - finding.undecided());
        races.add(new Share(finding.target(), told, finding.cases()));
      }
    }
    plot("Cases in which the race could be judged", races);
    plot("Repetitions in which the smallest case fails", failures);
  }

  private void plot(String title, List<Share> shares) {
    if (shares.isEmpty()) {
      return;
    }
    int height = ROW * (shares.size() + 1);
    html.open("figure").element("figcaption", title + ", with 95 % confidence intervals");
    html.open(
        "svg",
        "role",
        "img",
        "class",
        "plot",
        "viewBox",
        "0 0 %d %d".formatted(WIDTH, height),
        "width",
        Integer.toString(WIDTH),
        "aria-label",
        shares.stream().map(Share::words).collect(Collectors.joining("; ")));
    for (int percent = 0; percent <= 100; percent += 25) {
      int x = AXIS_FROM + AXIS_LENGTH * percent / 100;
      line("grid", x, 0, x, ROW * shares.size());
      text(x, height - 6, "middle", percent + " %");
    }
    for (int i = 0; i < shares.size(); i++) {
      share(shares.get(i), ROW * i + ROW / 2);
    }
    html.close("svg").close("figure").line();
  }

  private void share(Share share, int y) {
    String name = share.name();
    text(4, y + 4, "start", name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name);
    line("interval", x(share.bound(-1)), y, x(share.bound(1)), y);
    html.open(
        "circle",
        "cx",
        Integer.toString(x((double) share.part() / share.all())),
        "cy",
        Integer.toString(y),
        "r",
        "5");
    html.close("circle");
    text(AXIS_FROM + AXIS_LENGTH + 16, y + 4, "start", share.counts());
  }

  private static int x(double share) {
    return AXIS_FROM + (int) Math.round(AXIS_LENGTH * share);
  }

  private void line(String kind, int x1, int y1, int x2, int y2) {
    html.open(
        "line",
        "class",
        kind,
        "x1",
        Integer.toString(x1),
        "y1",
        Integer.toString(y1),
        "x2",
        Integer.toString(x2),
        "y2",
        Integer.toString(y2));
    html.close("line");
  }

  private void text(int x, int y, String anchor, String text) {
    html.element(
        "text", text, "x", Integer.toString(x), "y", Integer.toString(y), "text-anchor", anchor);
  }

  private void times(List<Finding.Time> times) {
    if (times.isEmpty()) {
      return;
    }
    String connection = times.get(0).connection();
    html.open("div", "class", "scroll").open("table", "class", "cases");
    html.element("caption", "How long the connection %s stayed open".formatted(connection));
    html.open("thead").open("tr").element("th", times.get(0).variable(), "scope", "col");
    List.of("median", "longest", "cases").forEach(h -> html.element("th", h, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    for (Finding.Time time : times) {
      html.open("tr").element("th", label(time.value()), "scope", "row");
      html.element("td", millis(time.medianMs())).element("td", millis(time.longestMs()));
      html.element("td", Integer.toString(time.cases())).close("tr");
    }
    html.close("tbody").close("table").close("div").line();
  }

  private static String millis(double time) {
    return String.format(Locale.ROOT, "%.1f ms", time);
  }

  /** Adds the tables of the cases of a result. */
  void tables(Finding finding) {
    times(finding.times());
    for (Finding.Table table : finding.matrix()) {
      // If a report does not list the values, they are in the order of the cases.
      Set<String> columns = new LinkedHashSet<>(table.columnValues());
      Set<String> rows = new LinkedHashSet<>(table.rowValues());
      for (Finding.Cell cell : table.cells()) {
        rows.add(cell.row());
        columns.add(cell.column());
      }
      html.open("div", "class", "scroll").open("table", "class", "cases");
      html.element(
          "caption",
          "Cases: %s by %s; hatched cells were not tried".formatted(table.rows(), table.columns()));
      html.open("thead").open("tr");
      html.element("th", table.rows() + " \\ " + table.columns(), "scope", "col");
      columns.forEach(column -> html.element("th", label(column), "scope", "col"));
      html.close("tr").close("thead").open("tbody");
      for (String row : rows) {
        html.open("tr").element("th", label(row), "scope", "row");
        for (String column : columns) {
          cell(
              table.cells().stream()
                  .filter(c -> c.row().equals(row) && c.column().equals(column))
                  .findFirst());
        }
        html.close("tr");
      }
      html.close("tbody").close("table").close("div").line();
    }
  }

  private static String label(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }

  /** Adds the worst verdict of a cell, and the number of its cases with that verdict. */
  private void cell(Optional<Finding.Cell> cell) {
    if (cell.isEmpty()) {
      html.open("td", "class", "untried").aside("not tried").close("td");
      return;
    }
    html.open("td");
    Map<Verdict, Integer> verdicts = cell.get().verdicts();
    int all = verdicts.values().stream().mapToInt(n -> n).sum();
    for (Verdict verdict : VerdictWords.all().keySet()) {
      int count = verdicts.getOrDefault(verdict, 0);
      if (count > 0) {
        String counts = count == all ? Integer.toString(all) : count + " of " + all;
        html.verdict(verdict, verdict + " " + counts);
        break;
      }
    }
    html.close("td");
  }
}
