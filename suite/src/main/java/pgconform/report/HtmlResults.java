package pgconform.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Shows each requirement in {@code report.html}, as a row of the matrix and as a section. */
final class HtmlResults {
  /** The number of red results that are open when the page opens. */
  private static final int MOST_OPEN = 5;

  /** If nearly everything fails, further exchanges would make the page too slow to open. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private final Html html;
  private final HtmlNumbers numbers;
  private final Report report;
  private final Map<String, Map<String, Finding>> requirements = new TreeMap<>();
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private int open;

  HtmlResults(Html html, Report report) {
    this.html = html;
    this.numbers = new HtmlNumbers(html);
    this.report = report;
    for (Finding finding : report.results()) {
      requirements
          .computeIfAbsent(finding.id(), id -> new HashMap<>())
          .put(finding.target(), finding);
    }
    report.targets().forEach(target -> columns.putIfAbsent(target.name(), columns.size() + 1));
  }

  /** The number of each target's column, counted from 1. */
  Map<String, Integer> columns() {
    return columns;
  }

  /** The reasons why results are red, each with the result that shows it best. */
  void causes() {
    List<Cause> causes = report.causes();
    if (causes.isEmpty()) {
      return;
    }
    html.open("section", "id", "causes");
    html.element(
        "h2",
        "%s red, for %s"
            .formatted(
                Counted.of(report.red().size(), "result"), Counted.of(causes.size(), "reason")));
    html.open("ol").line();
    for (Cause cause : causes) {
      Finding first = report.finding(cause.target(), cause.first());
      html.open("li").verdict(first.verdict());
      html.text(" ");
      html.element("a", first.id(), "href", "#" + anchor(first)).text(" " + first.title());
      if (report.targets().size() > 1) {
        html.text(" (" + cause.target() + ")");
      }
      html.open("dl").term("seen", first.headline());
      html.term("users lose", first.failure() == null ? "" : first.failure().users());
      links("also red", cause.target(), cause.others());
      links("blocked by it", cause.target(), cause.blocked());
      html.close("dl").close("li").line();
    }
    html.close("ol").close("section").line();
  }

  private void links(String term, String target, List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    html.element("dt", term).open("dd");
    for (String id : ids) {
      html.element("a", id, "href", "#" + anchor(report.finding(target, id))).text(" ");
    }
    html.close("dd");
  }

  /** A row for each requirement, a column for each target. */
  void matrix() {
    html.open("section", "id", "matrix").element("h2", "Requirements");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Matrix");
    html.open("table")
        .element("caption", "Requirements by targets; each verdict leads to its result");
    html.open("thead").open("tr").element("th", "id", "scope", "col");
    html.element("th", "requirement", "scope", "col");
    for (Report.Target target : report.targets()) {
      html.element("th", target.name(), "scope", "col");
    }
    html.close("tr").close("thead").open("tbody").line();
    for (Map.Entry<String, Map<String, Finding>> entry : requirements.entrySet()) {
      Finding any = entry.getValue().values().iterator().next();
      html.open("tr", "data-id", entry.getKey());
      html.open("th", "scope", "row");
      html.element("a", entry.getKey(), "href", "#" + entry.getKey()).close("th");
      html.element("td", any.title());
      for (Report.Target target : report.targets()) {
        cell(entry.getValue().get(target.name()));
      }
      html.close("tr").line();
    }
    html.close("tbody").close("table").close("div").close("section").line();
  }

  private void cell(Finding finding) {
    html.open("td");
    if (finding != null) {
      html.open("a", "href", "#" + anchor(finding), "class", "verdict " + finding.verdict());
      String mark = finding.unexpected().isEmpty() ? "" : "! ";
      html.text((finding.known().isEmpty() ? mark : "✓ ") + finding.verdict()).close("a");
    }
    html.close("td");
  }

  /** The id of an element contains nothing that a server sent. */
  private String anchor(Finding finding) {
    return finding.id() + "-" + columns.getOrDefault(finding.target(), 0);
  }

  /** A section for each requirement. */
  void results() {
    html.open("section").element("h2", "Results").line();
    for (Map.Entry<String, Map<String, Finding>> entry : requirements.entrySet()) {
      List<Finding> findings = new ArrayList<>();
      for (Report.Target target : report.targets()) {
        Finding finding = entry.getValue().get(target.name());
        if (finding != null) {
          findings.add(finding);
        }
      }
      requirement(entry.getKey(), findings);
    }
    html.close("section").line();
  }

  private void requirement(String id, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    boolean red = findings.stream().anyMatch(Finding::red);
    Finding first = findings.get(0);
    html.open(
        "details",
        "id",
        id,
        "class",
        "result",
        "data-search",
        search(findings),
        "data-verdicts",
        verdicts(findings),
        red && open++ < MOST_OPEN ? "open" : null,
        null);
    html.open("summary").element("strong", id).text(" " + first.title()).close("summary");
    html.open("dl").term("area", first.area()).term("level", String.valueOf(first.level()));
    html.term("source", String.join("; ", first.source()));
    html.term("users lose", first.consequence());
    html.term("known bugs", String.join("; ", first.bug()));
    html.term("judged by", String.join(" ", first.method())).close("dl").line();
    numbers.plots(findings);
    findings.forEach(this::finding);
    html.close("details").line();
  }

  private static String search(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    Finding first = findings.get(0);
    text.append(first.id()).append(' ').append(first.title()).append(' ').append(first.area());
    findings.stream().map(Finding::message).distinct().forEach(m -> text.append(' ').append(m));
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** The verdicts, each alone and with the column of its target. */
  private String verdicts(List<Finding> findings) {
    Set<String> words = new LinkedHashSet<>();
    for (Finding finding : findings) {
      String verdict = finding.verdict().toString();
      for (String word : finding.red() ? List.of(verdict, "red") : List.of(verdict)) {
        words.add(word);
        words.add(word + "@" + columns.getOrDefault(finding.target(), 0));
      }
    }
    return String.join(" ", words);
  }

  private void finding(Finding finding) {
    html.open("article", "id", anchor(finding), "tabindex", "-1").open("h3");
    html.verdict(finding.verdict());
    html.text(" " + finding.target()).close("h3");
    if (!finding.message().isEmpty()) {
      html.element("p", finding.message());
    }
    html.open("dl");
    html.term("red because", finding.unexpected()).term("known", finding.known());
    html.term(
        "cases",
        "%s%d, %.0f ms%s"
            .formatted(
                finding.exhaustive() && finding.cases() > 1 ? "all " : "",
                finding.cases(),
                finding.durationMs(),
                finding.undecided() > 0
                    ? ", of which %d were inconclusive".formatted(finding.undecided())
                    : ""));
    Finding.Failure failure = finding.failure();
    if (failure != null) {
      html.term("expected on " + failure.connection(), failure.wanted());
      html.term("came", failure.came());
      html.term("case", failure.values());
      html.term("found as", failure.values().equals(failure.foundAs()) ? "" : failure.foundAs());
      html.term("failed in", "%d of %d runs".formatted(failure.failed(), failure.runs()));
      html.term("signature", finding.signature()).term("step", failure.step());
      html.element("dt", "again").open("dd").element("code", finding.reproduce()).close("dd");
    }
    html.close("dl");
    numbers.tables(finding);
    if (failure != null && html.length() < MOST_CHARACTERS) {
      HtmlExchange.write(html, finding.trace());
    } else if (failure != null) {
      String text = failure.file().replaceAll("yaml$", "txt");
      html.element("p", "The exchange is not on this page, which is large already: " + text);
    }
    html.close("article").line();
  }
}
