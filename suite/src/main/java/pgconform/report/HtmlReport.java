package pgconform.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import pgconform.exchange.Verdict;

/**
 * Writes {@code report.html}, one file that opens from disk and loads nothing. Its security policy
 * allows only the script and the style of this program, by their hashes, so that even a text that
 * was escaped wrongly could not run.
 *
 * <p>It serves two kinds of readers. Those who maintain a failing server find the reasons first,
 * and then the red areas. Those who compare many targets find what was judged on each, and then the
 * matrix.
 */
final class HtmlReport {
  private final Html html = new Html();
  private final Report report;
  private final Columns columns;
  private final HtmlCauses causes;

  private HtmlReport(Report report) {
    this.report = report;
    this.columns = new Columns(report.targets());
    this.causes = new HtmlCauses(html, report, columns);
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
    html.constant("<style>" + style + "</style>\n<script>" + script + "</script>\n");
    html.constant("</head>\n<body>\n<a class=\"skip\" href=\"#matrix\">To the matrix</a>\n");
    header();
    html.open("main").line();
    unmet();
    causes.section();
    targets();
    matrix();
    legend();
    html.close("main").line().constant("</body>\n</html>\n");
    return html.toString();
  }

  private void header() {
    Report.Suite suite = report.suite();
    boolean green = report.exitStatus() == ExitStatus.GREEN;
    html.open("header").element("p", "pgconform report", "class", "brand");
    html.open("h1");
    if (columns.targets().size() == 1) {
      html.breakable(columns.targets().get(0).name());
    } else {
      html.text(Plural.of(columns.targets().size(), "target"));
    }
    html.close("h1").open("p", "class", "gate " + (green ? "green" : "red"));
    html.element("strong", green ? "✓ Green" : "✗ Red").text(" ");
    html.element("span", report.judgedOfAll() + " judged").close("p");
    HtmlBar.bar(html, report.results());
    HtmlBar.buttons(html, report.results());
    report.interruption().ifPresent(sentence -> html.element("p", sentence, "class", "seen"));
    report.missingShards().ifPresent(sentence -> html.element("p", sentence, "class", "seen"));
    unjudged();
    html.element(
        "p",
        "%s, pgconform %s, seed %d, effort %s, %s, %s, %s in %.1f s"
            .formatted(
                suite.started().replaceAll("T(\\d\\d:\\d\\d).*Z", " $1 UTC"),
                suite.version(),
                suite.seed(),
                suite.effort(),
                Plural.of(suite.cases(), "case"),
                Plural.of(suite.connections(), "connection"),
                Plural.of(suite.cancels(), "cancel"),
                suite.durationMs() / 1e3),
        "class",
        "run");
    html.close("header").line();
  }

  private void unjudged() {
    List<String> lines = NotJudgedReasons.lines(report.results());
    if (!lines.isEmpty()) {
      html.open("details").element("summary", "Why requirements were not judged").open("ul");
      lines.forEach(reason -> html.element("li", reason));
      html.close("ul").close("details").line();
    }
  }

  private void unmet() {
    if (!report.unmet().isEmpty()) {
      html.open("section").element("h2", "Expectations that do not hold").open("ul");
      report.unmet().forEach(sentence -> html.element("li", sentence));
      html.close("ul").close("section").line();
    }
  }

  private void targets() {
    html.open("section", "id", "targets");
    html.element("h2", columns.several() ? "Targets" : "Target");
    columns.targets().forEach(this::target);
    html.close("section").line();
  }

  private void target(Report.Target target) {
    List<Finding> findings = report.of(target);
    html.open("details", "class", "target").open("summary").open("span", "class", "row");
    html.open("span").element("strong", target.name());
    if (target.tested()) {
      String product = target.product().isEmpty() ? "unknown product" : target.product();
      String version = target.version().isEmpty() ? "" : " " + target.version();
      html.text(" %s%s, judged as %s".formatted(product, version, target.profile()));
    }
    html.close("span");
    if (!target.tested()) {
      html.open("span").verdict(Verdict.ERROR).text(" " + target.unavailable()).close("span");
    } else if (columns.several()) {
      HtmlBar.bar(html, findings);
      html.element("span", report.judgedOfAll(target) + " judged");
      html.element("span", causes.words(target), "class", "reasons");
    }
    html.close("span").close("summary");
    if (columns.several()) {
      causes.cards(target);
      html.element("p", VerdictWords.counts(findings));
    }
    html.open("dl");
    html.term("URL", target.url()).term("seed", String.valueOf(target.seed()));
    for (Map.Entry<String, String> found : target.capabilities().entrySet()) {
      html.term(found.getKey(), found.getValue());
    }
    html.close("dl").close("details").line();
  }

  private void matrix() {
    html.open("section", "id", "matrix").element("h2", "Requirements");
    filters();
    new HtmlMatrix(html, report, columns).write();
    html.close("section").line();
  }

  private void legend() {
    html.open("section").open("details").element("summary", "What the verdicts mean").open("dl");
    for (Map.Entry<Verdict, String> verdict : VerdictWords.all().entrySet()) {
      html.open("dt").verdict(verdict.getKey());
      html.close("dt").element("dd", verdict.getValue());
    }
    html.term(
        "known", "a known deviation, as listed in an expectations file; green until it changes");
    html.term("!", "after a verdict: differs from what an expectations file says, which is red");
    html.close("dl").close("details").close("section").line();
  }

  private void filters() {
    html.open("form", "id", "filters", "role", "search", "aria-label", "Filter");
    html.open("label").text("Search ");
    html.open("input", "type", "search", "id", "text", "placeholder", "id, title, area, message");
    html.close("label").open("label").text("Verdict ").open("select", "id", "verdict");
    html.element("option", "all", "value", "");
    html.element("option", "red", "value", "red");
    VerdictWords.all()
        .keySet()
        .forEach(v -> html.element("option", v.toString(), "value", v.toString()));
    html.close("select").close("label");
    if (columns.several()) {
      html.open("label").text("Target ").open("select", "id", "target");
      html.element("option", "all", "value", "");
      columns
          .numbers()
          .forEach((name, column) -> html.element("option", name, "value", column.toString()));
      html.close("select").close("label");
    }
    html.constant("<button type=\"button\" id=\"fold\">Unfold all</button>");
    html.constant("<output id=\"shown\" aria-live=\"polite\"></output>");
    html.close("form").line();
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
