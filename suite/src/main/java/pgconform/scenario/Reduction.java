package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes simpler versions of a scenario, to find the shortest exchange that still shows a failure:
 * with a step removed, with fewer repetitions, or with one session instead of several. The forms of
 * steps define what can be simplified in them.
 *
 * <p>The remaining parts keep their places in the file, so that the same failure can be recognized.
 */
public final class Reduction {
  private static final String STEPS = "steps";

  private Reduction() {}

  /** Returns simpler versions that are still valid, the boldest first, up to this number. */
  public static List<Scenario> simpler(Scenario scenario, int most) {
    return Nodes.simplerEntries(
            scenario.root(), (name, value) -> name.equals(STEPS) ? shorter(value) : List.of())
        .stream()
        .flatMap(root -> whole(root).stream())
        .limit(most)
        .toList();
  }

  /**
   * Returns the scenario without the steps after the one at that place; empty if there are none.
   */
  public static Optional<Scenario> upTo(Scenario scenario, Place place) {
    List<Node> items = steps(scenario).items();
    int last = items.size() - 1;
    while (last > 0 && items.get(last).place().line() > place.line()) {
      last--;
    }
    List<Node> kept = items.subList(0, last + 1);
    return kept.size() < items.size()
        ? whole(withSteps(scenario, s -> new Node.Sequence(s.place(), kept)))
        : Optional.empty();
  }

  /**
   * Returns versions without a session that does not contribute to what happens on a connection:
   * neither the one on that connection nor a canceled one.
   */
  public static List<Scenario> withoutBystanders(Scenario scenario, String connection) {
    Set<String> names = opened(steps(scenario));
    names.remove(connection);
    for (Step step : scenario.steps()) {
      if (step instanceof CancelStep cancel) {
        names.removeAll(List.of(cancel.of(), cancel.as()));
      }
    }
    return names.stream()
        .flatMap(name -> whole(withSteps(scenario, steps -> without(steps, name))).stream())
        .toList();
  }

  private static Node.Sequence steps(Scenario scenario) {
    return (Node.Sequence) Nodes.value(scenario.root(), STEPS).orElseThrow();
  }

  private static Node withSteps(Scenario scenario, UnaryOperator<Node.Sequence> change) {
    Function<Node, Node> changed = steps -> change.apply((Node.Sequence) steps);
    return Nodes.with((Node.Mapping) scenario.root(), STEPS, changed);
  }

  private static Optional<Scenario> whole(Node root) {
    FileErrors problems = new FileErrors();
    Scenario scenario = ScenarioReader.readLeniently(root, problems);
    return problems.isEmpty() && !scenario.steps().isEmpty()
        ? Optional.of(scenario)
        : Optional.empty();
  }

  /**
   * Returns the scenario as a separate file for a single case, without anything that is not used in
   * it.
   */
  public static String file(Scenario scenario, String onlyCase) {
    Node.Mapping root = (Node.Mapping) scenario.root();
    Set<String> used = used(scenario);
    String values =
        Arrays.stream(onlyCase.split(", ", -1))
            .filter(part -> used.contains(part.split("=", 2)[0]))
            .collect(Collectors.joining(", "));
    Set<String> outcomes = new LinkedHashSet<>();
    Step.all(scenario.steps()).forEach(step -> outcomes.addAll(step.parts().outcomes));
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : root.entries()) {
      switch (entry.key().text()) {
        case "case", "matrix", "times", "weight" -> {}
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

  /** Returns the variables that steps refer to, and those that these depend on. */
  private static Set<String> used(Scenario scenario) {
    Set<String> used = scenario.variablesUsed();
    boolean more = true;
    while (more) {
      more = false;
      for (Variable variable : scenario.variables()) {
        more |= used.contains(variable.name()) && used.addAll(variable.generator().needs());
      }
    }
    return used;
  }

  /** Returns the entry with only those of its own entries that are named; empty if none is. */
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

  /** Returns smaller numbers to replace one that is written out. */
  static List<Node> fewer(Node count) {
    List<Node> result = new ArrayList<>();
    if (count instanceof Node.Scalar text && text.text().matches("\\d{1,6}")) {
      int number = Integer.parseInt(text.text());
      for (int n = 1; n < number; n *= 2) {
        result.add(new Node.Scalar(count.place(), Integer.toString(n), false));
      }
      if (number > 2) {
        result.add(new Node.Scalar(count.place(), Integer.toString(number - 1), false));
      }
    }
    return result;
  }

  /** Returns versions of a list without one of its items, the last item first. */
  static List<Node> fewerItems(Node list) {
    List<Node> result = new ArrayList<>();
    if (list instanceof Node.Sequence sequence) {
      for (int i = sequence.items().size() - 1; i >= 0; i--) {
        result.add(Nodes.without(sequence, i));
      }
    }
    return result;
  }

  /**
   * Returns steps without a session, without a step that does not affect the others, or with a
   * simpler step. Steps that wait are kept: a server that behaves correctly must still pass.
   */
  static List<Node> shorter(Node steps) {
    List<Node> result = new ArrayList<>();
    if (steps instanceof Node.Sequence sequence) {
      opened(sequence).forEach(name -> result.add(without(sequence, name)));
      for (int i = sequence.items().size() - 1; i >= 0; i--) {
        Node step = sequence.items().get(i);
        Optional<MappingSchema<Step>> form = Steps.form(step);
        if (form.isPresent() && form.get().dispensable()) {
          result.add(Nodes.without(sequence, i));
        }
        for (Node simpler : form.map(f -> f.simpler(step)).orElse(List.of())) {
          result.add(Nodes.replaced(sequence, i, simpler));
        }
      }
    }
    return result;
  }

  /** Returns the connections and sessions that the steps open. */
  private static Set<String> opened(Node.Sequence steps) {
    Set<String> names = new LinkedHashSet<>();
    steps.items().forEach(step -> opens(step).ifPresent(names::add));
    return names;
  }

  private static Optional<String> opens(Node step) {
    return Steps.form(step).flatMap(form -> form.opens((Node.Mapping) step));
  }

  /** Returns the steps without a connection and without any step about it. */
  private static Node.Sequence without(Node.Sequence steps, String name) {
    return new Node.Sequence(
        steps.place(),
        steps.items().stream()
            .filter(step -> !isAbout(step, name))
            .map(step -> unnamed(step, name))
            .toList());
  }

  private static boolean isAbout(Node step, String name) {
    return opens(step).filter(name::equals).isPresent()
        || Steps.form(step)
            .flatMap(form -> Nodes.text(step, form.name()))
            .filter(name::equals)
            .isPresent();
  }

  /** Returns a step that is about several sessions without one of them. */
  private static Node unnamed(Node step, String name) {
    return Steps.form(step)
        .<Node>map(form -> Nodes.with((Node.Mapping) step, form.name(), names -> less(names, name)))
        .orElse(step);
  }

  private static Node less(Node names, String name) {
    return names instanceof Node.Sequence list
        ? new Node.Sequence(
            list.place(),
            list.items().stream()
                .filter(item -> !(item instanceof Node.Scalar s && s.text().equals(name)))
                .toList())
        : names;
  }
}
