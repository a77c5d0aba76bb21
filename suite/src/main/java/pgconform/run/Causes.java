package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
   */
  public record Entry(
      String id, String area, Level level, boolean fails, Facts facts, int aptness) {}

  /**
   * What a failure may have in common with others.
   *
   * @param precise what came instead of what
   * @param broad what failures share that look different; told only where nothing else is shared
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
   * @param others all others, in order
   * @param shared the fact that most of them share; empty if there is only one
   */
  public record Group(Entry first, List<Entry> others, String shared) {}

  /**
   * Groups failures of one target. Weak keys come first, since they explain the cancels that they
   * let through; then the group with the most failures, and of equal ones the one whose area is the
   * first.
   */
  public static List<Group> of(List<Entry> failures) {
    return joined(failures).stream()
        .map(Causes::group)
        .sorted(
            Comparator.comparing((Group group) -> group.first.aptness < CauseFacts.WEAK_KEYS)
                .thenComparing(group -> -group.others.size())
                .thenComparing(group -> group.first.area, Areas.order()))
        .toList();
  }

  /** Joins those that share a fact or a requirement, directly or by way of others. */
  private static List<List<Entry>> joined(List<Entry> failures) {
    List<List<Entry>> groups = new ArrayList<>();
    Map<String, List<Entry>> byFact = new HashMap<>();
    for (Entry failure : failures) {
      List<Entry> group = new ArrayList<>(List.of(failure));
      for (String fact : joining(failure)) {
        List<Entry> same = byFact.get(fact);
        if (same != null && groups.remove(same)) {
          group.addAll(0, same);
        }
      }
      groups.add(group);
      group.forEach(each -> joining(each).forEach(fact -> byFact.put(fact, group)));
    }
    return groups;
  }

  /** Its facts, and its requirement: scenarios whose ids differ by a letter check parts of one. */
  private static List<String> joining(Entry failure) {
    String requirement = failure.id.replaceAll("(?<=[0-9])[a-z]$", "");
    return Stream.concat(Stream.of(requirement), failure.facts.all().stream()).toList();
  }

  private static Group group(List<Entry> group) {
    Entry first = best(group);
    return new Group(
        first, group.stream().filter(each -> !each.equals(first)).toList(), shared(group));
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

  private static String shared(List<Entry> group) {
    if (group.size() == 1) {
      return "";
    }
    return mostShared(group, Facts::precise)
        .or(() -> mostShared(group, Facts::broad))
        .orElse("they check parts of one requirement");
  }

  /** The fact that most of them share; empty if no two do. */
  private static Optional<String> mostShared(
      List<Entry> group, Function<Facts, List<String>> which) {
    return group.stream()
        .flatMap(each -> which.apply(each.facts).stream())
        .collect(
            Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(fact -> fact.getValue() > 1)
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }
}
