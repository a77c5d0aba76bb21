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
 */
final class HtmlReport {
  private final Html html = new Html();
  private final Report report;
  private final HtmlResults results;

  private HtmlReport(Report report) {
    this.report = report;
    this.results = new HtmlResults(html, report);
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
    results.causes();
    targets();
    unjudged();
    legend();
    filters();
    results.matrix();
    results.results();
    html.close("main").line();
    html.constant("<script>" + script + "</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private void header() {
    Report.Suite suite = report.suite();
    boolean green = report.exitStatus() == ExitStatus.GREEN;
    html.open("header").element("h1", "pgconform report");
    html.element(
        "p",
        "%s: %s; %s judged"
            .formatted(
                green ? "Green" : "Red",
                VerdictWords.counts(report.results()),
                report.judgedOfAll()),
        "class",
        "gate " + (green ? "green" : "red"));
    report.interruption().ifPresent(sentence -> html.element("p", sentence));
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
      if (target.tested()) {
        html.text(
            "%s %s, judged as %s: %s; %s judged"
                .formatted(
                    target.product().isEmpty() ? "unknown product" : target.product(),
                    target.version(),
                    target.profile(),
                    VerdictWords.counts(report.of(target)),
                    report.judgedOfAll(target)));
      } else {
        html.verdict(Verdict.ERROR).text(" " + target.unavailable());
      }
      html.close("summary").open("dl");
      html.term("URL", target.url()).term("seed", String.valueOf(target.seed()));
      for (Map.Entry<String, String> found : target.capabilities().entrySet()) {
        html.term(found.getKey(), found.getValue());
      }
      html.close("dl").close("details").line();
    }
    html.close("section").line();
  }

  private void unjudged() {
    List<String> lines = Unjudged.lines(report.results());
    if (!lines.isEmpty()) {
      html.open("section").open("details").element("summary", "What was not judged").open("ul");
      lines.forEach(reason -> html.element("li", reason));
      html.close("ul").close("details").close("section").line();
    }
  }

  private void legend() {
    html.open("section").open("details").element("summary", "What the verdicts mean").open("dl");
    for (Map.Entry<Verdict, String> verdict : VerdictWords.all().entrySet()) {
      html.open("dt").verdict(verdict.getKey());
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
    VerdictWords.all()
        .keySet()
        .forEach(v -> html.element("option", v.toString(), "value", v.toString()));
    html.close("select").close("label");
    if (report.targets().size() > 1) {
      html.open("label").text("Target ").open("select", "id", "target");
      html.element("option", "all", "value", "");
      results
          .columns()
          .forEach((name, column) -> html.element("option", name, "value", column.toString()));
      html.close("select").close("label");
    }
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
