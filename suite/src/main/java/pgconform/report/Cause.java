package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.Verdict;
import pgconform.run.Causes;
import pgconform.scenario.Level;

/**
 * What red results of a target have in common. Results that fail for one reason are shown as one.
 *
 * @param first the id of the requirement that shows it best
 * @param others the ids of the requirements that fail for the same reason
 * @param blocked the ids of the requirements that could not be judged because of it
 * @param shared what they have in common; empty for a single result
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Cause(
    String target, String first, List<String> others, List<String> blocked, String shared) {

  /** The causes of the red results of a target, the one of most results first. */
  static List<Cause> of(Report.Target target, List<Finding> findings) {
    List<Causes.Entry> red = findings.stream().filter(Finding::red).map(Cause::entry).toList();
    return Causes.of(red).stream().map(group -> of(target, group, findings)).toList();
  }

  /** What a result has in common with the one that shows the reason best; empty if it is alone. */
  public Optional<String> sharedBy(Finding finding) {
    return !shared.isEmpty() && target.equals(finding.target()) && others.contains(finding.id())
        ? Optional.of("the same as that of %s: %s".formatted(first, shared))
        : Optional.empty();
  }

  private static Causes.Entry entry(Finding finding) {
    return new Causes.Entry(
        finding.id(),
        finding.area(),
        finding.level() == null ? Level.OBSERVE : finding.level(),
        finding.verdict() == Verdict.FAIL,
        facts(finding),
        aptness(finding));
  }

  private static int aptness(Finding finding) {
    return finding.failure() == null || finding.failure().aptness() == null
        ? 0
        : finding.failure().aptness();
  }

  /** What tells a result from others; without a failure, its reason. */
  private static Causes.Facts facts(Finding finding) {
    Finding.Failure failure = finding.failure();
    if (failure == null) {
      return new Causes.Facts(List.of(finding.message()), List.of(alike(finding.message())));
    }
    return failure.facts().isEmpty()
        ? Causes.Facts.of(finding.signature())
        : new Causes.Facts(failure.facts(), failure.broadFacts());
  }

  /** A reason without what it quotes and counts, which differs from case to case. */
  private static String alike(String reason) {
    return reason.replaceAll("\"[^\"]*\"|[0-9]+", "…");
  }

  private static Cause of(Report.Target target, Causes.Group group, List<Finding> findings) {
    List<String> others = group.others().stream().map(Causes.Entry::id).toList();
    List<String> blocked =
        findings.stream()
            .filter(finding -> finding.verdict() == Verdict.BLOCKED)
            .filter(
                finding ->
                    finding.explaining().contains(group.first().id())
                        || finding.explaining().stream().anyMatch(others::contains))
            .map(Finding::id)
            .toList();
    return new Cause(target.name(), group.first().id(), others, blocked, group.shared());
  }
}
