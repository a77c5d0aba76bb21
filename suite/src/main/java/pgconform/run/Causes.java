package pgconform.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.scenario.Areas;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;

/** Finds what the failures of a target have in common, so that each cause is reported once. */
public final class Causes {
  private Causes() {}

  /**
   * A failure.
   *
   * @param id the id of the requirement
   * @param fails whether the requirement is broken; otherwise it could not be judged
   * @param facts the facts that it may share with others
   * @param aptness how much of the requirement is about what failed
   * @param gone whether it could not be judged because the target was gone
   */
  public record Entry(
      String id, String area, Level level, boolean fails, Facts facts, int aptness, boolean gone) {
    /** Creates a failure for which the target was available. */
    public Entry(String id, String area, Level level, boolean fails, Facts facts, int aptness) {
      this(id, area, level, fails, facts, aptness, false);
    }
  }

  /**
   * The facts that a failure may share with others.
   *
   * @param precise which event came instead of which
   * @param broad the facts that failures share although they look different; reported if no precise
   *     one is shared by as many
   */
  public record Facts(List<String> precise, List<String> broad) {
    /** No facts are known. */
    public static final Facts NONE = new Facts(List.of(), List.of());

    /** Returns a single fact. */
    public static Facts of(String fact) {
      return new Facts(List.of(fact), List.of());
    }

    /** Returns all facts, the precise ones first. */
    public List<String> all() {
      return Stream.concat(precise.stream(), broad.stream()).toList();
    }

    /** Returns whether one of the facts is this one, or the same with another text of a server. */
    public boolean has(String fact) {
      String alike = BroadFacts.alike(fact);
      return all().stream().map(BroadFacts::alike).anyMatch(alike::equals);
    }
  }

  /**
   * Failures with one cause.
   *
   * @param first the failure that shows the cause best
   * @param links what the others have in common with it, or with each other
   */
  public record Group(Entry first, List<Link> links) {
    /** Returns all failures but the first. */
    public List<Entry> others() {
      return links.stream().flatMap(link -> link.entries.stream()).toList();
    }
  }

  /**
   * Failures that have something in common with another one.
   *
   * @param with the other failure
   */
  public record Link(String shared, Entry with, List<Entry> entries) {}

  /**
   * Groups failures of one target. A target that is gone comes first, and then weak keys, since
   * they explain the cancels that they let through; then the group with the most failures, and of
   * equal ones the one whose area comes first.
   */
  public static List<Group> of(List<Entry> failures) {
    return CauseGrouping.of(failures).stream()
        .map(Causes::group)
        .sorted(
            Comparator.comparing((Group group) -> group.others().stream().noneMatch(Entry::gone))
                .thenComparing(group -> group.first.aptness < CauseFacts.WEAK_KEYS)
                .thenComparing(group -> -group.others().size())
                .thenComparing(group -> group.first.area, Areas.order()))
        .toList();
  }

  private static Group group(List<Entry> cause) {
    Entry first = best(cause);
    return new Group(first, CauseLinks.of(first, cause));
  }

  /**
   * Returns the failure that shows the cause best: preferably one about weak keys, or one whose
   * title names the message that came, then one of the area that most of them belong to, or of a
   * session's basics; of these, the strictest, the one that is about little else, and the first in
   * the order of areas.
   */
  private static Entry best(List<Entry> group) {
    Map<String, Long> areas =
        group.stream().collect(Collectors.groupingBy(Entry::area, Collectors.counting()));
    return group.stream()
        .min(
            Comparator.comparing((Entry each) -> !each.fails)
                .thenComparing(each -> each.aptness < CauseFacts.WEAK_KEYS)
                .thenComparing(each -> each.aptness < CauseFacts.NAMED)
                .thenComparing(each -> -areas.get(each.area))
                .thenComparing(each -> !Scenario.BASICS.contains(each.area))
                .thenComparing(Entry::level)
                .thenComparing(each -> -each.aptness)
                .thenComparing(Entry::area, Areas.order())
                .thenComparing(Entry::id))
        .orElseThrow();
  }
}
