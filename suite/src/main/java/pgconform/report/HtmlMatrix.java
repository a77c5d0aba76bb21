package pgconform.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import pgconform.exchange.Verdict;
import pgconform.scenario.Areas;

/**
 * Shows the requirements by target: a group of rows for each area, a row for each requirement, a
 * column for each target. The results of a requirement are in the row below its own.
 */
final class HtmlMatrix {
  /** The number of columns above which a cell has room only for a symbol. */
  private static final int SOME = 12;

  private static final int FEW = 2;

  private final Html html;
  private final Columns columns;
  private final HtmlResult results;
  private final Map<String, Map<String, Map<String, Finding>>> areas = new TreeMap<>(Areas.order());

  HtmlMatrix(Html html, Report report, Columns columns) {
    this.html = html;
    this.columns = columns;
    this.results = new HtmlResult(html, columns);
    for (Finding finding : report.results()) {
      areas
          .computeIfAbsent(finding.area(), area -> new TreeMap<>())
          .computeIfAbsent(finding.id(), id -> new HashMap<>())
          .put(finding.target(), finding);
    }
  }

  /** Adds the table; its cells lead to the results. */
  void write() {
    int targets = columns.targets().size();
    html.open(
        "div",
        "class",
        "pane " + (targets <= FEW ? "few" : targets <= SOME ? "some" : "many"),
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Requirements by targets");
    html.open("table", "id", "requirements");
    html.element(
        "caption",
        "Requirements by targets; each verdict opens its result below the row",
        "class",
        "aside");
    html.constant("<colgroup><col class=\"id\"><col class=\"title\">");
    columns.targets().forEach(target -> html.constant("<col class=\"target\">"));
    html.constant("</colgroup>").open("thead").open("tr");
    html.element("th", "id", "scope", "col").element("th", "requirement", "scope", "col");
    for (Report.Target target : columns.targets()) {
      html.open("th", "scope", "col", "title", target.name()).open("span", "class", "name");
      html.breakable(columns.brief(target)).close("span").close("th");
    }
    html.close("tr").close("thead").line();
    areas.forEach(this::area);
    html.close("table").close("div").line();
  }

  private void area(String area, Map<String, Map<String, Finding>> requirements) {
    boolean red =
        requirements.values().stream().flatMap(m -> m.values().stream()).anyMatch(Finding::red);
    html.open("tbody", "class", red ? "group red" : "group folded", "data-area", area);
    html.open("tr", "class", "area").open("th", "scope", "rowgroup", "colspan", "2");
    html.open("button", "type", "button", "aria-expanded", Boolean.toString(red));
    html.text(area.isEmpty() ? "other" : area).close("button");
    html.element("span", Plural.of(requirements.size(), "requirement"), "class", "size");
    html.close("th");
    for (Report.Target target : columns.targets()) {
      List<Finding> findings = new ArrayList<>();
      for (Map<String, Finding> row : requirements.values()) {
        if (row.containsKey(target.name())) {
          findings.add(row.get(target.name()));
        }
      }
      sums(findings);
    }
    html.close("tr").line();
    requirements.forEach(this::requirement);
    html.close("tbody").line();
  }

  /** Adds the content of a folded area: the number of results with each verdict. */
  private void sums(List<Finding> findings) {
    html.open("td");
    if (!findings.isEmpty()) {
      html.open("span", "class", "sums", "title", VerdictWords.counts(findings));
      HtmlBar.counts(findings).forEach(this::sum);
      html.close("span");
    }
    html.close("td");
  }

  private void sum(Verdict verdict, long count) {
    html.open("span", "class", "sum " + verdict).sign(verdict);
    html.text(" " + count).aside(" " + verdict).close("span").text(" ");
  }

  private void requirement(String id, Map<String, Finding> byTarget) {
    List<Finding> findings = new ArrayList<>();
    columns.targets().stream()
        .map(target -> byTarget.get(target.name()))
        .filter(finding -> finding != null)
        .forEach(findings::add);
    if (findings.isEmpty()) {
      return;
    }
    Finding first = findings.get(0);
    boolean red = findings.stream().anyMatch(Finding::red);
    html.open(
        "tr",
        "id",
        id,
        "class",
        red ? "requirement red" : "requirement",
        "data-id",
        id,
        "data-search",
        search(findings),
        "data-verdicts",
        verdicts(findings));
    html.open("th", "scope", "row").element("a", id, "href", "#" + id).close("th");
    html.open("td", "title", first.title()).text(first.title());
    if (!columns.several() && !first.headline().isEmpty()) {
      html.text(" ").element("span", first.headline(), "class", "why");
    }
    html.close("td");
    columns.targets().forEach(target -> cell(byTarget.get(target.name())));
    html.close("tr").line();
    html.open("tr", "class", red ? "detail red" : "detail");
    html.open("td", "colspan", Integer.toString(columns.targets().size() + 2));
    html.open("div", "class", "result");
    results.write(findings);
    html.close("div").close("td").close("tr").line();
  }

  private void cell(Finding finding) {
    html.open("td", "class", finding == null ? "none" : cellClass(finding));
    if (finding != null) {
      Verdict verdict = finding.verdict();
      boolean known = !finding.known().isEmpty();
      boolean unexpected = !finding.unexpected().isEmpty();
      html.open("a", "href", "#" + columns.anchor(finding)).sign(verdict);
      html.element("span", " " + (known ? "known" : verdict), "class", "word");
      if (known) {
        html.aside(" " + verdict);
      }
      if (unexpected) {
        html.element("span", "!", "class", "mark", "title", "unexpected");
      }
      html.close("a");
    }
    html.close("td");
  }

  private static String cellClass(Finding finding) {
    return "cell " + finding.verdict() + (finding.known().isEmpty() ? "" : " known");
  }

  private static String search(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    Finding first = findings.get(0);
    text.append(first.id()).append(' ').append(first.title()).append(' ').append(first.area());
    findings.stream().map(Finding::message).distinct().forEach(m -> text.append(' ').append(m));
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** Returns the verdicts, each alone and with the column of its target. */
  private String verdicts(List<Finding> findings) {
    Set<String> words = new LinkedHashSet<>();
    for (Finding finding : findings) {
      String verdict = finding.verdict().toString();
      for (String word : finding.red() ? List.of(verdict, "red") : List.of(verdict)) {
        words.add(word);
        words.add(word + "@" + columns.of(finding));
      }
    }
    return String.join(" ", words);
  }
}
