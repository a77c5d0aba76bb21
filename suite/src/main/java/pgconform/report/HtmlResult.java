package pgconform.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows the results of one requirement, which are unfolded below its row of the matrix. */
final class HtmlResult {
  /**
   * The number of characters after which exchanges are left out. If nearly everything fails, more
   * of them would make the page too slow to open.
   */
  private static final int MOST_CHARACTERS = 3_000_000;

  private static final double MILLIS = 1e3;

  private final Html html;
  private final HtmlNumbers numbers;
  private final Columns columns;

  HtmlResult(Html html, Columns columns) {
    this.html = html;
    this.numbers = new HtmlNumbers(html);
    this.columns = columns;
  }

  /** Adds the description of a requirement, and a section for each target. */
  void write(List<Finding> findings) {
    Finding first = findings.get(0);
    html.open("dl").term("level", "%s, area %s".formatted(first.level(), first.area()));
    html.term("users lose", first.consequence());
    sources(first.source());
    html.term("known bugs", String.join("; ", first.bug()));
    html.term("judged by", String.join(" ", first.method())).close("dl").line();
    numbers.plots(findings);
    findings.forEach(this::finding);
  }

  private void sources(List<String> sources) {
    if (sources.isEmpty()) {
      return;
    }
    html.element("dt", "source").open("dd");
    for (int i = 0; i < sources.size(); i++) {
      html.text(i == 0 ? "" : "; ");
      Optional<String> url = Sources.url(sources.get(i));
      if (url.isPresent()) {
        html.away(sources.get(i), url.get());
      } else {
        html.text(sources.get(i));
      }
    }
    html.close("dd");
  }

  private void finding(Finding finding) {
    String anchor = columns.anchor(finding);
    String kind = "finding " + finding.verdict();
    if (finding.headline().isEmpty()
        && finding.known().isEmpty()
        && finding.matrix().isEmpty()
        && finding.times().isEmpty()
        && finding.races().isEmpty()) {
      // There is nothing to unfold, as for most results.
      html.open("p", "id", anchor, "class", kind, "tabindex", "-1").verdict(finding.verdict());
      html.text(" ").element("strong", finding.target());
      html.text(" cases: " + cases(finding)).close("p").line();
      return;
    }
    html.open("details", "id", anchor, "class", kind);
    html.open("summary").verdict(finding.verdict());
    html.text(" ").element("strong", finding.target()).close("summary");
    boolean roomy = html.length() < MOST_CHARACTERS;
    if (finding.failure() == null || !roomy) {
      html.element("p", finding.message(), "class", "seen");
    }
    html.open("dl", "class", "facts");
    html.term("red because", finding.unexpected()).term("known", finding.known());
    if (roomy) {
      failure(finding);
    }
    html.term("cases", cases(finding)).close("dl");
    again(html, finding);
    numbers.tables(finding);
    HtmlRace.write(html, finding, anchor);
    if (finding.failure() != null && roomy) {
      files(finding);
      HtmlExchange.write(html, finding);
    } else if (finding.failure() != null) {
      String text = finding.failure().file().replaceAll("yaml$", "txt");
      html.element("p", "The exchange is omitted because this page is already large; see " + text);
    }
    html.close("details").line();
  }

  private static String cases(Finding finding) {
    String all = finding.exhaustive() && finding.cases() > 1 ? "all " : "";
    String open =
        finding.undecided() > 0
            ? ", of which %d were inconclusive".formatted(finding.undecided())
            : "";
    return "%s%d, %.0f ms%s".formatted(all, finding.cases(), finding.durationMs(), open);
  }

  private void failure(Finding finding) {
    Finding.Failure failure = finding.failure();
    if (failure == null) {
      return;
    }
    html.element("dt", "expected on " + failure.connection());
    html.element("dd", failure.wanted(), "class", "seen").element("dt", "got");
    html.element("dd", failure.came(), "class", "seen");
    if (failure.waitedMs() != null) {
      html.term("waited", String.format(Locale.ROOT, "%.1f s", failure.waitedMs() / MILLIS));
    }
    html.term("known as", String.join(", ", finding.defects()));
    html.term("case", failure.values());
    html.term("found as", failure.values().equals(failure.foundAs()) ? "" : failure.foundAs());
    html.term("failed in", failure.rate());
    html.term("signature", finding.signature()).term("step", failure.step());
  }

  /** Adds the command that runs a case again, to be copied. */
  static void again(Html html, Finding finding) {
    if (finding.reproduce().isEmpty()) {
      return;
    }
    html.open("p", "class", "again").text("again ").element("code", finding.reproduce());
    html.text(" ").element("button", "Copy", "type", "button", "class", "copy");
    html.close("p");
  }

  /**
   * Adds links to the files of a failure, which are next to the page; they are on a single line
   * that can easily be omitted.
   */
  private void files(Finding finding) {
    if (finding.failure().file().isEmpty()) {
      return;
    }
    String name = finding.failure().file().replaceAll("\\.yaml$", "");
    html.line().open("p", "class", "files").text("files ");
    html.element("a", "exchange as text", "href", name + ".txt").text(", ");
    html.element("a", "capture for Wireshark", "href", name + ".pcap").text(", ");
    html.element("a", "scenario file", "href", name + ".yaml").close("p").line();
  }
}
