package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Simpler versions of a scenario, for finding the shortest exchange that still shows a failure:
 * with a step left away, with fewer repetitions, with one session instead of several.
 *
 * <p>What is left keeps its place in the file, so that the same failure can be known again.
 */
public final class Reduction {
  private static final List<String> COUNTS = List.of("repeat", "times");

  /**
   * Steps whose lack changes nothing for the others. Steps that wait are not among them: what is
   * left has to hold on a server that does right.
   */
  private static final Set<String> DROPPED = Set.of("alive", "delay");

  private Reduction() {}

  /** Simpler versions that are still whole, the boldest first; at most so many. */
  public static List<Scenario> simpler(Scenario scenario, int most) {
    List<Scenario> result = new ArrayList<>();
    for (Node root : removals(scenario.root())) {
      if (result.size() < most) {
        whole(root).ifPresent(result::add);
      }
    }
    return result;
  }

  /** The scenario without the steps behind the one at that place; empty if there are none. */
  public static Optional<Scenario> upTo(Scenario scenario, Place place) {
    List<Node.Entry> entries = new ArrayList<>();
    boolean shorter = false;
    for (Node.Entry entry : ((Node.Mapping) scenario.root()).entries()) {
      Node value = entry.value();
      if (entry.key().text().equals("steps") && value instanceof Node.Sequence sequence) {
        List<Node> items = sequence.items();
        int last = items.size() - 1;
        while (last > 0 && items.get(last).place().line() > place.line()) {
          last--;
        }
        shorter = last < items.size() - 1;
        value = new Node.Sequence(sequence.place(), items.subList(0, last + 1));
      }
      entries.add(new Node.Entry(entry.key(), value));
    }
    return shorter ? whole(new Node.Mapping(scenario.root().place(), entries)) : Optional.empty();
  }

  /**
   * Versions without a session that has no part in what happens on a connection: neither that one
   * nor one that is cancelled.
   */
  public static List<Scenario> withoutBystanders(Scenario scenario, String connection) {
    List<Scenario> result = new ArrayList<>();
    Node.Mapping root = (Node.Mapping) scenario.root();
    for (int i = 0; i < root.entries().size(); i++) {
      Node.Entry entry = root.entries().get(i);
      if (entry.key().text().equals("steps") && entry.value() instanceof Node.Sequence steps) {
        Set<String> names = names(steps);
        names.remove(connection);
        scenario.steps().forEach(step -> names.removeAll(partners(step)));
        for (String name : names) {
          List<Node.Entry> entries = new ArrayList<>(root.entries());
          entries.set(i, new Node.Entry(entry.key(), without(steps, name)));
          whole(new Node.Mapping(root.place(), entries)).ifPresent(result::add);
        }
      }
    }
    return result;
  }

  /** Who takes part in a cancel: who is cancelled, and the connection that says so. */
  private static List<String> partners(Step step) {
    return step instanceof Step.Cancel cancel ? List.of(cancel.of(), cancel.as()) : List.of();
  }

  private static Optional<Scenario> whole(Node root) {
    List<Problem> problems = new ArrayList<>();
    Scenario scenario = ScenarioReader.readLeniently(root, problems);
    return problems.isEmpty() && !scenario.steps().isEmpty()
        ? Optional.of(scenario)
        : Optional.empty();
  }

  /** The scenario as a file of its own that holds just one case, without what is not used in it. */
  public static String file(Scenario scenario, String onlyCase) {
    Node.Mapping root = (Node.Mapping) scenario.root();
    Set<String> used = used(scenario);
    String values =
        Arrays.stream(onlyCase.split(", ", -1))
            .filter(part -> used.contains(part.split("=", 2)[0]))
            .collect(Collectors.joining(", "));
    Set<String> outcomes = StepParts.outcomes(scenario.steps());
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : root.entries()) {
      switch (entry.key().text()) {
        case "case", "matrix", "weight" -> {}
        case "for all" -> {
          kept(entry, used).ifPresent(entries::add);
          if (!values.isEmpty()) {
            entries.add(
                new Node.Entry(
                    new Node.Scalar(root.place(), "case", false),
                    new Node.Scalar(root.place(), values, true)));
          }
        }
        case "outcomes" -> kept(entry, outcomes).ifPresent(entries::add);
        default -> entries.add(entry);
      }
    }
    return YamlWriter.write(new Node.Mapping(root.place(), entries));
  }

  /** The variables that steps refer to, and those that these depend on. */
  private static Set<String> used(Scenario scenario) {
    Set<String> used = new LinkedHashSet<>();
    StepParts.variables(scenario.steps()).forEach(v -> used.add(v.name()));
    boolean more = true;
    while (more) {
      more = false;
      for (Variable variable : scenario.variables()) {
        more |= used.contains(variable.name()) && used.addAll(variable.generator().needs());
      }
    }
    return used;
  }

  /** The entry with those of its own entries that are named; empty if none is. */
  private static Optional<Node.Entry> kept(Node.Entry entry, Set<String> names) {
    if (!(entry.value() instanceof Node.Mapping mapping)) {
      return Optional.of(entry);
    }
    List<Node.Entry> kept =
        mapping.entries().stream().filter(e -> names.contains(e.key().text())).toList();
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(new Node.Entry(entry.key(), new Node.Mapping(mapping.place(), kept)));
  }

  private static List<Node> removals(Node node) {
    List<Node> result = new ArrayList<>();
    if (node instanceof Node.Mapping mapping) {
      for (int i = 0; i < mapping.entries().size(); i++) {
        Node.Entry entry = mapping.entries().get(i);
        for (Node value : values(entry)) {
          List<Node.Entry> entries = new ArrayList<>(mapping.entries());
          entries.set(i, new Node.Entry(entry.key(), value));
          result.add(new Node.Mapping(mapping.place(), entries));
        }
      }
    }
    return result;
  }

  private static List<Node> values(Node.Entry entry) {
    String name = entry.key().text();
    if (COUNTS.contains(name) && entry.value() instanceof Node.Scalar count) {
      return fewer(count);
    } else if (entry.value() instanceof Node.Sequence sequence
        && (name.equals("steps") || name.equals("alive") || name.equals("together"))) {
      return shorter(sequence);
    } else if (name.equals("cases")) {
      return removals(entry.value());
    }
    return List.of();
  }

  private static List<Node> fewer(Node.Scalar count) {
    List<Node> result = new ArrayList<>();
    if (count.text().matches("\\d{1,6}")) {
      int number = Integer.parseInt(count.text());
      for (int n = 1; n < number; n *= 2) {
        result.add(new Node.Scalar(count.place(), Integer.toString(n), false));
      }
      if (number > 2) {
        result.add(new Node.Scalar(count.place(), Integer.toString(number - 1), false));
      }
    }
    return result;
  }

  private static List<Node> shorter(Node.Sequence sequence) {
    List<Node> result = new ArrayList<>();
    for (String name : names(sequence)) {
      result.add(without(sequence, name));
    }
    for (int i = sequence.items().size() - 1; i >= 0; i--) {
      if (sequence.items().get(i) instanceof Node.Scalar || DROPPED.contains(verb(sequence, i))) {
        List<Node> items = new ArrayList<>(sequence.items());
        items.remove(i);
        result.add(new Node.Sequence(sequence.place(), items));
      }
      for (Node inner : removals(sequence.items().get(i))) {
        List<Node> items = new ArrayList<>(sequence.items());
        items.set(i, inner);
        result.add(new Node.Sequence(sequence.place(), items));
      }
    }
    return result;
  }

  private static String verb(Node.Sequence sequence, int index) {
    return sequence.items().get(index) instanceof Node.Mapping m && !m.entries().isEmpty()
        ? m.entries().get(0).key().text()
        : "";
  }

  /** The connections and sessions that the steps open. */
  private static Set<String> names(Node.Sequence sequence) {
    Set<String> names = new LinkedHashSet<>();
    for (Node item : sequence.items()) {
      opened(item).ifPresent(names::add);
    }
    return names;
  }

  private static Optional<String> opened(Node item) {
    if (!(item instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
      return Optional.empty();
    }
    String verb = mapping.entries().get(0).key().text();
    if (verb.equals("cancel")) {
      return Optional.of(word(mapping, "as").orElse("cancel"));
    }
    return verb.equals("open") || verb.equals("start") ? word(mapping, verb) : Optional.empty();
  }

  private static Optional<String> word(Node.Mapping mapping, String name) {
    return mapping.entries().stream()
        .filter(e -> e.key().text().equals(name))
        .map(Node.Entry::value)
        .filter(Node.Scalar.class::isInstance)
        .map(value -> ((Node.Scalar) value).text())
        .findFirst();
  }

  /** The steps without a connection and without every step about it. */
  private static Node without(Node.Sequence sequence, String name) {
    List<Node> items = new ArrayList<>();
    for (Node item : sequence.items()) {
      boolean about =
          opened(item).filter(name::equals).isPresent()
              || (item instanceof Node.Mapping mapping
                  && !mapping.entries().isEmpty()
                  && word(mapping, mapping.entries().get(0).key().text())
                      .filter(name::equals)
                      .isPresent());
      if (!about) {
        items.add(item instanceof Node.Mapping mapping ? unnamed(mapping, name) : item);
      }
    }
    return new Node.Sequence(sequence.place(), items);
  }

  /** A step that asks several sessions whether they are alive, without one of them. */
  private static Node unnamed(Node.Mapping step, String name) {
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : step.entries()) {
      Node value = entry.value();
      if (entry.key().text().equals("alive") && value instanceof Node.Sequence list) {
        value =
            new Node.Sequence(
                list.place(),
                list.items().stream()
                    .filter(i -> !(i instanceof Node.Scalar s && s.text().equals(name)))
                    .toList());
      }
      entries.add(new Node.Entry(entry.key(), value));
    }
    return new Node.Mapping(step.place(), entries);
  }
}
