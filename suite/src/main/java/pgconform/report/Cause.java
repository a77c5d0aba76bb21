package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.Verdict;
import pgconform.run.Causes;
import pgconform.scenario.Level;

/**
 * A cause that red results of a target share. Results that fail for one reason are shown as one.
 *
 * @param first the id of the requirement whose failure shows the cause best
 * @param others the ids of the requirements that fail for the same reason
 * @param blocked the ids of the requirements that could not be judged because of it
 * @param shared what the first has in common with the others of the first link; empty if there are
 *     none
 * @param links what each of the others has in common with the first, or with another one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Cause(
    String target,
    String first,
    List<String> others,
    List<String> blocked,
    String shared,
    List<Link> links) {
  /**
   * Results that have something in common with another one.
   *
   * @param with the id of the requirement of that other result
   * @param ids the ids of the requirements of these results
   */
  public record Link(String shared, String with, List<String> ids) {
    private static Link of(Causes.Link link) {
      return new Link(link.shared(), link.with().id(), Cause.ids(link.entries()));
    }
  }

  /**
   * Returns the causes of the red results of a target; the one with the most results comes first.
   */
  static List<Cause> of(Report.Target target, List<Finding> findings) {
    List<Causes.Entry> red = findings.stream().filter(Finding::red).map(Cause::entry).toList();
    return Causes.of(red).stream().map(group -> of(target, group, findings)).toList();
  }

  /**
   * Returns what a result has in common with another one of the same cause; empty for the first.
   */
  public Optional<String> sharedBy(Finding finding) {
    return links.stream()
        .filter(link -> target.equals(finding.target()) && link.ids.contains(finding.id()))
        .map(link -> "the same as that of %s: %s".formatted(link.with, link.shared))
        .findFirst();
  }

  private static List<String> ids(List<Causes.Entry> entries) {
    return entries.stream().map(Causes.Entry::id).toList();
  }

  private static Causes.Entry entry(Finding finding) {
    return new Causes.Entry(
        finding.id(),
        finding.area(),
        finding.level() == null ? Level.OBSERVE : finding.level(),
        finding.verdict() == Verdict.FAIL,
        facts(finding),
        aptness(finding),
        finding.obstacle() != null && finding.obstacle().gone());
  }

  private static int aptness(Finding finding) {
    return finding.failure() == null || finding.failure().aptness() == null
        ? 0
        : finding.failure().aptness();
  }

  /** Returns the facts that distinguish a result from others; if none are known, its reason. */
  private static Causes.Facts facts(Finding finding) {
    String reason = finding.message();
    return finding
        .facts()
        .orElseGet(() -> new Causes.Facts(List.of(reason), List.of(alike(reason))));
  }

  /** Returns a reason without quotations and numbers, which differ from case to case. */
  private static String alike(String reason) {
    return reason.replaceAll("\"[^\"]*\"|[0-9]+", "…");
  }

  private static Cause of(Report.Target target, Causes.Group group, List<Finding> findings) {
    List<String> others = ids(group.others());
    List<Finding> red =
        findings.stream()
            .filter(each -> each.id().equals(group.first().id()) || others.contains(each.id()))
            .toList();
    List<String> blocked =
        findings.stream()
            .filter(finding -> finding.verdict() == Verdict.BLOCKED)
            .filter(
                finding -> red.stream().anyMatch(each -> finding.explaining().contains(each.id())))
            .filter(finding -> red.stream().anyMatch(each -> alike(finding, each)))
            .map(Finding::id)
            .toList();
    return new Cause(
        target.name(),
        group.first().id(),
        others,
        blocked,
        group.links().isEmpty() ? "" : group.links().get(0).shared(),
        group.links().stream().map(Link::of).toList());
  }

  /** Returns whether a result was blocked by this failure; true if that is not known. */
  private static boolean alike(Finding blocked, Finding failed) {
    return blocked.facts().isEmpty()
        || facts(failed).all().stream().anyMatch(blocked.facts().get()::has);
  }
}
