package pgconform.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sorts failures by what they have in common. A cause begins with the fact that most of them share;
 * a fact that occurs mostly there belongs to it, too, with the other failures that have it. A
 * single failure with facts of two causes belongs to one of them, and does not join them.
 */
final class CauseGrouping {
  /** The number of requirements with two precise facts from which on these belong together. */
  private static final int SEVERAL = 3;

  private final Map<String, Set<Causes.Entry>> holders = new LinkedHashMap<>();
  private final Set<String> precise = new LinkedHashSet<>();
  private final Set<Causes.Entry> left;

  private CauseGrouping(Collection<Causes.Entry> failures) {
    this.left = new LinkedHashSet<>(failures);
    for (Causes.Entry failure : failures) {
      precise.addAll(failure.facts().precise());
      failure.facts().all().stream()
          .map(BroadFacts::alike)
          .forEach(fact -> holders.computeIfAbsent(fact, f -> new LinkedHashSet<>()).add(failure));
    }
  }

  /** Returns the failures of each cause. */
  static List<List<Causes.Entry>> of(Collection<Causes.Entry> failures) {
    CauseGrouping grouping = new CauseGrouping(failures);
    List<List<Causes.Entry>> causes = new ArrayList<>();
    while (!grouping.left.isEmpty()) {
      causes.add(grouping.next());
    }
    return ofRequirements(causes);
  }

  /**
   * Returns the id of the requirement: scenarios whose ids differ by a letter check parts of one
   * requirement.
   */
  static String requirement(Causes.Entry failure) {
    return failure.id().replaceAll("(?<=[0-9])[a-z]$", "");
  }

  /** Removes the failures of the next cause from those that are left, and returns them. */
  private List<Causes.Entry> next() {
    Optional<String> most =
        holders.keySet().stream()
            .filter(fact -> leftOf(fact).size() > 1)
            .min(
                Comparator.comparing((String fact) -> -leftOf(fact).size())
                    .thenComparing(fact -> !precise.contains(fact)));
    Set<Causes.Entry> cause =
        new LinkedHashSet<>(most.map(this::leftOf).orElse(List.of(left.iterator().next())));
    left.removeAll(cause);
    while (grows(cause)) {
      // The added failures may bring others.
    }
    return new ArrayList<>(cause);
  }

  /** Adds the failures with a fact that belongs to a cause; returns whether there were any. */
  private boolean grows(Set<Causes.Entry> cause) {
    for (Map.Entry<String, Set<Causes.Entry>> fact : holders.entrySet()) {
      List<Causes.Entry> added = leftOf(fact.getKey());
      if (!added.isEmpty() && belongs(fact.getKey(), cause)) {
        cause.addAll(added);
        added.forEach(left::remove);
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a fact belongs to a cause: for a precise fact half of its failures suffice, but
   * not for a broad one.
   */
  private boolean belongs(String fact, Set<Causes.Entry> cause) {
    Set<Causes.Entry> all = holders.get(fact);
    long inside = requirements(all.stream().filter(cause::contains).toList());
    long elsewhere = requirements(all.stream().filter(each -> !cause.contains(each)).toList());
    return inside > elsewhere || (precise.contains(fact) && inside >= Math.min(elsewhere, SEVERAL));
  }

  private List<Causes.Entry> leftOf(String fact) {
    return holders.get(fact).stream().filter(left::contains).toList();
  }

  /** Returns the number of requirements; parts of one requirement count as one. */
  private static long requirements(Collection<Causes.Entry> entries) {
    return entries.stream().map(CauseGrouping::requirement).distinct().count();
  }

  /**
   * Joins causes that only concern parts of one requirement with a cause that another part has
   * shown.
   */
  private static List<List<Causes.Entry>> ofRequirements(List<List<Causes.Entry>> causes) {
    List<List<Causes.Entry>> joined = new ArrayList<>();
    causes.sort(Comparator.comparing(cause -> -cause.size()));
    for (List<Causes.Entry> cause : causes) {
      String requirement = requirement(cause.get(0));
      Optional<List<Causes.Entry>> other =
          joined.stream()
              .filter(each -> requirements(cause) == 1)
              .filter(each -> each.stream().anyMatch(e -> requirement(e).equals(requirement)))
              .findFirst();
      other.ifPresentOrElse(each -> each.addAll(cause), () -> joined.add(cause));
    }
    return joined;
  }
}
