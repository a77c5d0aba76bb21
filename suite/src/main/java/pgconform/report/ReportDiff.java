package pgconform.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pgconform.exchange.Verdict;

/**
 * The changes from one report to another.
 *
 * @param changes a change for each requirement and target that differs, the worse ones first
 * @param before the number of results that were judged before, in words
 * @param now the number of results that are judged now, in words
 */
public record ReportDiff(List<Change> changes, String before, String now) {
  private static final Set<Verdict> GOOD = EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.LENIENT);

  /**
   * The verdicts that count as worse after a good one: something that is no longer judged may be
   * broken.
   */
  private static final Set<Verdict> LOST = EnumSet.of(Verdict.UNSUPPORTED, Verdict.BLOCKED);

  /**
   * One change.
   *
   * @param before the verdict before; null if it was not judged
   * @param after the verdict now; null if it is no longer judged
   * @param worse whether something got worse
   */
  public record Change(
      String id,
      String title,
      String target,
      Verdict before,
      Verdict after,
      boolean worse,
      String note) {}

  /** Compares two reports. */
  public static ReportDiff of(Report before, Report after) {
    // If each report has only one server, these are compared, whatever their addresses.
    boolean single = before.targets().size() == 1 && after.targets().size() == 1;
    Map<String, Finding> old = byKey(before, single);
    Map<String, Finding> now = byKey(after, single);
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(old.keySet());
    List<Change> worse = new ArrayList<>();
    List<Change> others = new ArrayList<>();
    for (String key : keys) {
      Change change = change(old.get(key), now.get(key));
      if (change != null) {
        (change.worse ? worse : others).add(change);
      }
    }
    for (Report.Target target : after.targets()) {
      boolean tested = before.targets().stream().anyMatch(Report.Target::tested);
      if (!target.tested() && tested) {
        String title = "the target can be tested";
        worse.add(
            new Change("", title, target.name(), null, Verdict.ERROR, true, target.unavailable()));
      }
    }
    worse.addAll(others);
    return new ReportDiff(List.copyOf(worse), before.judgedOfAll(), after.judgedOfAll());
  }

  private static Map<String, Finding> byKey(Report report, boolean single) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (Finding finding : report.results()) {
      findings.put(single ? finding.id() : finding.id() + "\n" + finding.target(), finding);
    }
    return findings;
  }

  private static Change change(Finding old, Finding now) {
    Finding one = now == null ? old : now;
    Verdict before = old == null ? null : old.verdict();
    Verdict after = now == null ? null : now.verdict();
    boolean differently =
        before == Verdict.FAIL && after == Verdict.FAIL && !old.signature().equals(now.signature());
    if (before == after && !differently) {
      return null;
    }
    String note = differently ? "fails differently: " + now.signature() : one.message();
    return new Change(
        one.id(), one.title(), one.target(), before, after, worse(before, after, now), note);
  }

  private static boolean worse(Verdict before, Verdict after, Finding now) {
    // A race may go unobserved by chance, but not running any case is not chance.
    boolean left = after == Verdict.UNDECIDED && now.cases() == 0;
    boolean lost = GOOD.contains(before) && (after == null || LOST.contains(after) || left);
    return lost || rank(after) > rank(before);
  }

  /**
   * Returns how bad a verdict is. A missing observation is neither better nor worse than a good
   * one.
   */
  private static int rank(Verdict verdict) {
    return verdict == null
        ? 0
        : switch (verdict) {
          case PASS, INFO, UNSUPPORTED, BLOCKED, UNDECIDED -> 0;
          case LENIENT -> 1;
          case FAIL -> 2;
          case ERROR -> 3;
        };
  }

  /** Returns whether anything got worse. */
  public boolean worse() {
    return changes.stream().anyMatch(Change::worse);
  }

  /** Returns the changes for a terminal. */
  public List<String> text() {
    List<String> lines = new ArrayList<>();
    for (Change change : changes) {
      lines.add(
          "%-7s  %-8s  %s -> %s  %s  (%s)"
              .formatted(
                  change.worse ? "worse" : "changed",
                  change.id,
                  word(change.before),
                  word(change.after),
                  change.title,
                  change.target));
      if (change.worse && !change.note.isEmpty()) {
        lines.add("         " + change.note.replace('\n', ' '));
      }
    }
    lines.add(counts());
    return lines;
  }

  /** Returns the changes for a pull request. */
  public List<String> markdown() {
    List<String> lines = new ArrayList<>(List.of("# pgconform: " + counts()));
    if (!changes.isEmpty()) {
      lines.addAll(
          List.of(
              "", "| | id | before | now | requirement | target |", "|---|---|---|---|---|---|"));
    }
    for (Change change : changes) {
      lines.add(
          "| %s | %s | %s | %s | %s | %s |"
              .formatted(
                  change.worse ? "**worse**" : "changed",
                  change.id,
                  word(change.before),
                  word(change.after),
                  MarkdownReport.text(change.title),
                  MarkdownReport.text(change.target)));
    }
    return lines;
  }

  private String counts() {
    long worse = changes.stream().filter(Change::worse).count();
    String counts =
        changes.isEmpty()
            ? "nothing changed"
            : "%d changed, %d of them worse".formatted(changes.size(), worse);
    return before.equals(now)
        ? "%s; %s judged".formatted(counts, now)
        : "%s; %s judged before, %s now".formatted(counts, before, now);
  }

  private static String word(Verdict verdict) {
    return verdict == null ? "not judged" : verdict.toString();
  }
}
