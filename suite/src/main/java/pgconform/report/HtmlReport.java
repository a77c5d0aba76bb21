package pgconform.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code report.html}: one file that opens from disk and loads nothing. Its policy allows no script
 * and no style but those of this program, by their hashes, so that also a text that was escaped
 * wrongly could not run.
 */
final class HtmlReport {
  /** So many red results are open when the page opens. */
  private static final int MOST_OPEN = 5;

  /** Where nearly everything fails, later exchanges would make the page too slow to open. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private final Html html = new Html();
  private final HtmlNumbers numbers = new HtmlNumbers(html);
  private final Report report;
  private final Map<String, Map<String, Report.Finding>> requirements = new TreeMap<>();
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private int open;

  private HtmlReport(Report report) {
    this.report = report;
    for (Report.Finding finding : report.results()) {
      requirements
          .computeIfAbsent(finding.id(), id -> new HashMap<>())
          .put(finding.target(), finding);
    }
    report.targets().forEach(target -> columns.putIfAbsent(target.name(), columns.size() + 1));
  }

  static String of(Report report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    String style = resource("report.css");
    String script = resource("report.js");
    html.constant("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
            .formatted(hash(style), hash(script)));
    html.constant("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.element("title", "pgconform: " + VerdictWords.counts(report.results())).line();
    html.constant("<style>" + style + "</style>\n</head>\n<body>\n");
    html.constant("<a class=\"skip\" href=\"#matrix\">To the matrix</a>\n");
    header();
    html.open("main").line();
    unmet();
    targets();
    legend();
    filters();
    matrix();
    results();
    html.close("main").line();
    html.constant("<script>" + script + "</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private void header() {
    Report.Suite suite = report.suite();
    long red = report.results().stream().filter(Report.Finding::red).count();
    boolean gone = report.targets().stream().anyMatch(t -> !t.unavailable().isEmpty());
    boolean green = red == 0 && !gone && report.unmet().isEmpty();
    html.open("header").element("h1", "pgconform report");
    html.element(
        "p",
        (green ? "Green: " : "Red: ") + VerdictWords.counts(report.results()),
        "class",
        "gate " + (green ? "green" : "red"));
    html.element(
        "p",
        "%s, pgconform %s, seed %d, effort %s, %s, %s, %s in %.1f s"
            .formatted(
                suite.started().replaceAll("T(\\d\\d:\\d\\d).*Z", " $1 UTC"),
                suite.version(),
                suite.seed(),
                suite.effort(),
                Counted.of(suite.cases(), "case"),
                Counted.of(suite.connections(), "connection"),
                Counted.of(suite.cancels(), "cancel"),
                suite.durationMs() / 1e3));
    html.close("header").line();
  }

  private void unmet() {
    if (!report.unmet().isEmpty()) {
      html.open("section").element("h2", "Expectations that do not hold").open("ul");
      report.unmet().forEach(sentence -> html.element("li", sentence));
      html.close("ul").close("section").line();
    }
  }

  private void targets() {
    html.open("section").element("h2", "Targets");
    for (Report.Target target : report.targets()) {
      html.open("details").open("summary").element("strong", target.name()).text(" ");
      if (target.unavailable().isEmpty()) {
        html.text(
            "%s %s, judged as %s: %s"
                .formatted(
                    target.product().isEmpty() ? "unknown product" : target.product(),
                    target.version(),
                    target.profile(),
                    VerdictWords.counts(of(target))));
      } else {
        html.element("span", "error", "class", "verdict error").text(" " + target.unavailable());
      }
      html.close("summary").open("dl");
      html.term("URL", target.url()).term("seed", Long.toString(target.seed()));
      for (Map.Entry<String, String> found : target.capabilities().entrySet()) {
        html.term(found.getKey(), found.getValue());
      }
      html.close("dl").close("details").line();
    }
    html.close("section").line();
  }

  private List<Report.Finding> of(Report.Target target) {
    return report.results().stream().filter(f -> f.target().equals(target.name())).toList();
  }

  private void legend() {
    html.open("section").open("details").element("summary", "What the verdicts mean").open("dl");
    for (Map.Entry<String, String> verdict : VerdictWords.all().entrySet()) {
      html.open("dt").element("span", verdict.getKey(), "class", "verdict " + verdict.getKey());
      html.close("dt").element("dd", verdict.getValue());
    }
    html.term(
        "✓ known", "deviates as an expectations file says it does: green until something changes");
    html.term("! unexpected", "differs from what an expectations file says: red");
    html.close("dl").close("details").close("section").line();
  }

  private void filters() {
    html.open("form", "id", "filters", "role", "search", "aria-label", "Filter");
    html.open("label").text("Search ");
    html.open("input", "type", "search", "id", "text", "placeholder", "id, title, area, message");
    html.close("label").open("label").text("Verdict ").open("select", "id", "verdict");
    html.element("option", "all", "value", "");
    html.element("option", "red", "value", "red");
    VerdictWords.all().keySet().forEach(v -> html.element("option", v, "value", v));
    html.close("select").close("label");
    if (report.targets().size() > 1) {
      html.open("label").text("Target ").open("select", "id", "target");
      html.element("option", "all", "value", "");
      columns.forEach((name, column) -> html.element("option", name, "value", column.toString()));
      html.close("select").close("label");
    }
    html.constant("<output id=\"shown\" aria-live=\"polite\"></output>");
    html.close("form").line();
  }

  private void matrix() {
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
    for (Map.Entry<String, Map<String, Report.Finding>> entry : requirements.entrySet()) {
      Report.Finding any = entry.getValue().values().iterator().next();
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

  private void cell(Report.Finding finding) {
    html.open("td");
    if (finding != null) {
      html.open("a", "href", "#" + anchor(finding), "class", "verdict " + finding.verdict());
      String mark = finding.unexpected().isEmpty() ? "" : "! ";
      html.text((finding.known().isEmpty() ? mark : "✓ ") + finding.verdict()).close("a");
    }
    html.close("td");
  }

  /** Ids of elements hold nothing that a server said. */
  private String anchor(Report.Finding finding) {
    return finding.id() + "-" + columns.getOrDefault(finding.target(), 0);
  }

  private void results() {
    html.open("section").element("h2", "Results").line();
    for (Map.Entry<String, Map<String, Report.Finding>> entry : requirements.entrySet()) {
      List<Report.Finding> findings = new ArrayList<>();
      for (Report.Target target : report.targets()) {
        Report.Finding finding = entry.getValue().get(target.name());
        if (finding != null) {
          findings.add(finding);
        }
      }
      requirement(entry.getKey(), findings);
    }
    html.close("section").line();
  }

  private void requirement(String id, List<Report.Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    boolean red = findings.stream().anyMatch(Report.Finding::red);
    Report.Finding first = findings.get(0);
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
    html.open("dl").term("area", first.area()).term("level", first.level());
    html.term("source", String.join("; ", first.source()));
    html.term("users lose", first.consequence());
    html.term("known bugs", String.join("; ", first.bug()));
    html.term("judged by", String.join(" ", first.method())).close("dl").line();
    numbers.plots(findings);
    findings.forEach(this::finding);
    html.close("details").line();
  }

  private static String search(List<Report.Finding> findings) {
    StringBuilder text = new StringBuilder();
    Report.Finding first = findings.get(0);
    text.append(first.id()).append(' ').append(first.title()).append(' ').append(first.area());
    findings.stream()
        .map(Report.Finding::message)
        .distinct()
        .forEach(m -> text.append(' ').append(m));
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** The verdicts, each alone and with the column of the target that got it. */
  private String verdicts(List<Report.Finding> findings) {
    Set<String> words = new LinkedHashSet<>();
    for (Report.Finding finding : findings) {
      for (String word :
          finding.red() ? List.of(finding.verdict(), "red") : List.of(finding.verdict())) {
        words.add(word);
        words.add(word + "@" + columns.getOrDefault(finding.target(), 0));
      }
    }
    return String.join(" ", words);
  }

  private void finding(Report.Finding finding) {
    html.open("article", "id", anchor(finding), "tabindex", "-1").open("h3");
    html.element("span", finding.verdict(), "class", "verdict " + finding.verdict());
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
                    ? ", of which %d told nothing".formatted(finding.undecided())
                    : ""));
    Report.Failure failure = finding.failure();
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

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
