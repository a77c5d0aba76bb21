package pgconform.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.scenario.Areas;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;

/** Finds what the failures of a target have in common, so that one cause is told once. */
public final class Causes {
  private Causes() {}

  /**
   * A failure.
   *
   * @param id of the requirement
   * @param fails whether the requirement is broken; otherwise it could not be judged
   * @param facts what it may share with others
   * @param aptness how much of the requirement is about what failed
   * @param gone whether it could not be judged because the target was gone
   */
  public record Entry(
      String id, String area, Level level, boolean fails, Facts facts, int aptness, boolean gone) {
    /** One that the target was there for. */
    public Entry(String id, String area, Level level, boolean fails, Facts facts, int aptness) {
      this(id, area, level, fails, facts, aptness, false);
    }
  }

  /**
   * What a failure may have in common with others.
   *
   * @param precise what came instead of what
   * @param broad what failures share that look different; told where no precise one is shared by as
   *     many
   */
  public record Facts(List<String> precise, List<String> broad) {
    /** Nothing that is known. */
    public static final Facts NONE = new Facts(List.of(), List.of());

    /** A single fact. */
    public static Facts of(String fact) {
      return new Facts(List.of(fact), List.of());
    }

    /** Returns all of them, the precise ones first. */
    public List<String> all() {
      return Stream.concat(precise.stream(), broad.stream()).toList();
    }
  }

  /**
   * Failures with one cause.
   *
   * @param first the one that shows it best
   * @param links what the others have in common with it, or with one another
   */
  public record Group(Entry first, List<Link> links) {
    /** All others. */
    public List<Entry> others() {
      return links.stream().flatMap(link -> link.entries.stream()).toList();
    }
  }

  /**
   * Failures that have something in common with another one.
   *
   * @param with that one
   */
  public record Link(String shared, Entry with, List<Entry> entries) {}

  /**
   * Groups failures of one target. A target that is gone comes first, and then weak keys, since
   * they explain the cancels that they let through; then the group with the most failures, and of
   * equal ones the one whose area is the first.
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
   * The failure that shows the cause best: one that is about weak keys, whose title names what
   * came, one of a session's basics, or of the area that most of them belong to, and of those the
   * strictest, the one that is about little else, and the first in the order of areas.
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
