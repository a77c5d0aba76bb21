package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Describes what the failures of a cause have in common, so that it is true of each one listed. */
final class CauseLinks {
  private static final String PARTS = "they check parts of one requirement";
  private static final String GONE = "they could not be judged, because the target was gone";

  private CauseLinks() {}

  /**
   * Returns what the failures of a cause have in common: with the one that shows it best, if they
   * share something, or else with others that were listed before. Each failure is listed once.
   */
  static List<Causes.Link> of(Causes.Entry first, List<Causes.Entry> cause) {
    List<Causes.Link> links = new ArrayList<>();
    Set<Causes.Entry> told = new LinkedHashSet<>(List.of(first));
    List<Causes.Entry> left = new ArrayList<>(cause);
    left.remove(first);
    List<Causes.Entry> unjudged = first.gone() ? List.of() : gone(left);
    left.removeAll(unjudged);
    while (!left.isEmpty()) {
      Causes.Link link =
          link(List.of(first), left)
              .or(() -> link(told, left))
              .orElseGet(() -> new Causes.Link(PARTS, first, List.copyOf(left)));
      links.add(link);
      told.addAll(link.entries());
      left.removeAll(link.entries());
    }
    if (!unjudged.isEmpty()) {
      links.add(new Causes.Link(GONE, first, unjudged));
    }
    return links;
  }

  /** Returns the failures that did not bring the target down, because they came later. */
  private static List<Causes.Entry> gone(List<Causes.Entry> cause) {
    return cause.stream().filter(Causes.Entry::gone).toList();
  }

  /**
   * Returns the fact of some failures that most others share, or else that they are parts of the
   * same requirement.
   */
  private static Optional<Causes.Link> link(
      Iterable<Causes.Entry> some, List<Causes.Entry> others) {
    List<Causes.Link> links = new ArrayList<>();
    for (Causes.Entry each : some) {
      each.facts().precise().forEach(fact -> links.add(link(fact, each, others)));
    }
    for (Causes.Entry each : some) {
      each.facts().broad().forEach(fact -> links.add(link(fact, each, others)));
    }
    for (Causes.Entry each : some) {
      Predicate<Causes.Entry> part =
          other -> CauseGrouping.requirement(other).equals(CauseGrouping.requirement(each));
      links.add(new Causes.Link(PARTS, each, others.stream().filter(part).toList()));
    }
    Stream<Causes.Link> found = links.stream().filter(link -> !link.entries().isEmpty());
    return found.min(
        Comparator.comparing((Causes.Link link) -> link.shared().equals(PARTS))
            .thenComparing(link -> -link.entries().size()));
  }

  private static Causes.Link link(String fact, Causes.Entry with, List<Causes.Entry> others) {
    return new Causes.Link(
        fact, with, others.stream().filter(each -> each.facts().has(fact)).toList());
  }
}
