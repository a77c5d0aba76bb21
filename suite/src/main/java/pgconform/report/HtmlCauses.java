package pgconform.report;

import java.util.List;

/** Shows why results are red: each reason once, with the result that shows it best. */
final class HtmlCauses {
  /** The number of ids that are shown before the user expands the list. */
  private static final int MOST_IDS = 12;

  /** The number of reasons that are shown before the user expands the list. */
  private static final int MOST_REASONS = 6;

  private final Html html;
  private final Report report;
  private final Columns columns;
  private final List<Cause> causes;

  HtmlCauses(Html html, Report report, Columns columns) {
    this.html = html;
    this.report = report;
    this.columns = columns;
    this.causes = report.causes();
  }

  /** Adds the reasons of a report about one target; of several targets, each shows its own. */
  void section() {
    if (!columns.several() && !causes.isEmpty()) {
      html.open("section", "id", "causes");
      html.element("h2", words(report.red().size(), causes.size()));
      cards(causes);
      html.close("section").line();
    }
  }

  /**
   * Returns how many results of a target are red, and for how many reasons; empty if none are red.
   */
  String words(Report.Target target) {
    long red = report.of(target).stream().filter(Finding::red).count();
    return red == 0 ? "" : words(red, of(target).size());
  }

  /** Adds the reasons of one of several targets. */
  void cards(Report.Target target) {
    if (!of(target).isEmpty()) {
      cards(of(target));
    }
  }

  private List<Cause> of(Report.Target target) {
    return causes.stream().filter(cause -> cause.target().equals(target.name())).toList();
  }

  private static String words(long red, int causes) {
    return "%s red, for %s".formatted(Plural.of(red, "result"), Plural.of(causes, "reason"));
  }

  private void cards(List<Cause> some) {
    html.open("ol", "class", "cards").line();
    some.stream().limit(MOST_REASONS).forEach(this::card);
    html.close("ol");
    if (some.size() > MOST_REASONS) {
      html.open("details");
      html.element("summary", (some.size() - MOST_REASONS) + " more reasons");
      html.open("ol", "class", "cards", "start", Integer.toString(MOST_REASONS + 1)).line();
      some.stream().skip(MOST_REASONS).forEach(this::card);
      html.close("ol").close("details").line();
    }
  }

  private void card(Cause cause) {
    Finding first = report.finding(cause.target(), cause.first());
    html.open("li").open("h3").verdict(first.verdict()).text(" ");
    html.element("a", first.id(), "href", "#" + columns.anchor(first));
    html.text(" " + first.title()).close("h3");
    html.element("p", first.headline(), "class", "seen").open("dl");
    html.term("users lose", first.failure() == null ? "" : first.failure().users());
    html.term("known as", String.join(", ", first.defects()));
    html.term("in common", cause.shared());
    links("also red", cause.target(), cause.others());
    links("blocked by it", cause.target(), cause.blocked());
    html.close("dl");
    HtmlResult.again(html, first);
    html.close("li").line();
  }

  private void links(String term, String target, List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    html.element("dt", term).open("dd", "class", "ids");
    links(target, ids.subList(0, Math.min(MOST_IDS, ids.size())));
    if (ids.size() > MOST_IDS) {
      html.open("details").element("summary", "and %d more".formatted(ids.size() - MOST_IDS));
      links(target, ids.subList(MOST_IDS, ids.size()));
      html.close("details");
    }
    html.close("dd");
  }

  private void links(String target, List<String> ids) {
    for (String id : ids) {
      String anchor = columns.anchor(report.finding(target, id));
      html.element("a", id, "href", "#" + anchor).text(" ");
    }
  }
}
