package pgconform.report;

import java.util.List;

/** Writes {@code summary.md}, a short report for job summaries and pull requests. */
final class MarkdownReport {
  /** The number of results that are listed; hosts cut or refuse more than a megabyte. */
  private static final int MOST = 50;

  private static final int LONGEST = 300;

  private final StringBuilder out = new StringBuilder();
  private final Report report;

  private MarkdownReport(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    MarkdownReport markdown = new MarkdownReport(report);
    markdown.write();
    return markdown.out.toString();
  }

  private void write() {
    line("# pgconform: " + VerdictWords.counts(report.results()));
    line("");
    line(report.judgedOfAll() + " judged");
    report.interruption().ifPresent(sentence -> line("\n**" + sentence + "**"));
    report.missingShards().ifPresent(sentence -> line("\n**" + text(sentence) + "**"));
    line("");
    line("| target | product | judged as | judged | results |");
    line("|---|---|---|---|---|");
    for (Report.Target target : report.targets()) {
      line(
          "| %s | %s | %s | %s | %s |"
              .formatted(
                  text(target.name()),
                  text(target.product() + " " + target.version()),
                  target.profile(),
                  report.judgedOfAll(target),
                  target.tested()
                      ? VerdictWords.counts(report.of(target))
                      : "**could not be tested**: " + text(target.unavailable())));
    }
    if (!report.unmet().isEmpty()) {
      heading("Expectations that do not hold");
      report.unmet().forEach(sentence -> line("- " + text(sentence)));
    }
    red(report.causes());
    known(report.results().stream().filter(f -> !f.known().isEmpty()).toList());
    List<String> unjudged = NotJudgedReasons.lines(report.results());
    if (!unjudged.isEmpty()) {
      heading("Not judged");
      unjudged.forEach(reason -> line("- " + text(reason)));
    }
    Report.Suite suite = report.suite();
    line("");
    line(
        "%s, pgconform %s, seed %d, %s in %.1f s"
            .formatted(
                suite.started(),
                suite.version(),
                suite.seed(),
                Plural.of(suite.cases(), "case"),
                suite.durationMs() / 1e3));
  }

  private void red(List<Cause> causes) {
    if (causes.isEmpty()) {
      return;
    }
    heading(
        "Red: %s, for %s"
            .formatted(
                Plural.of(report.red().size(), "result"), Plural.of(causes.size(), "reason")));
    for (Cause cause : causes.subList(0, Math.min(MOST, causes.size()))) {
      Finding finding = report.finding(cause.target(), cause.first());
      line(
          "- **%s** %s %s (%s)"
              .formatted(
                  finding.verdict(), finding.id(), text(finding.title()), text(finding.target())));
      if (!finding.unexpected().isEmpty()) {
        line("  - " + text(finding.unexpected()));
      }
      if (!finding.message().isEmpty()) {
        line("  - " + text(finding.message()));
      }
      if (finding.failure() != null) {
        if (!finding.failure().users().isEmpty()) {
          line("  - consequence: " + text(finding.failure().users()));
        }
        line("  - again: <code>" + text(finding.reproduce()) + "</code>");
      }
      if (!cause.shared().isEmpty()) {
        line("  - in common: " + text(cause.shared()));
      }
      list("also red for this reason", cause.others());
      list("blocked by it", cause.blocked());
    }
    more(causes.size());
  }

  private void list(String label, List<String> ids) {
    if (!ids.isEmpty()) {
      line("  - %s: %s".formatted(label, String.join(" ", ids)));
    }
  }

  private void known(List<Finding> known) {
    if (known.isEmpty()) {
      return;
    }
    heading("Known deviations");
    for (Finding finding : known.subList(0, Math.min(MOST, known.size()))) {
      line(
          "- %s %s (%s): %s"
              .formatted(
                  finding.id(),
                  text(finding.title()),
                  text(finding.target()),
                  text(finding.known())));
    }
    more(known.size());
  }

  private void more(int all) {
    if (all > MOST) {
      line("- and %d more, see report.html".formatted(all - MOST));
    }
  }

  private void heading(String heading) {
    line("");
    line("## " + heading);
    line("");
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  /** Returns a text in one line, without a meaning in Markdown or HTML. */
  static String text(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '\n' || c == '\r' || c == '\t') {
        result.append(' ');
      } else if ("\\`*_[]<>&|#~@".indexOf(c) >= 0) {
        // As entities, which mean the same inside code and tables.
        result.append("&#").append((int) c).append(';');
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
