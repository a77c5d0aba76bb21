package pgconform.property;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ExhaustiveGenerator;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import pgconform.scenario.CaseTable;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;
import pgconform.scenario.Variable;

/**
 * The cases of a scenario: all of them if there are few, otherwise edge cases first and then random
 * ones, each once. The same seed gives the same cases on any machine.
 */
public final class Cases {
  /** The size with which jqwik spreads random values; it is part of the meaning of a seed. */
  private static final int GENERATION_SIZE = 1000;

  /** The largest number of edge cases that are considered. */
  private static final int MOST_EDGES = 200;

  /** The largest number of cells of a table for which a run has more cases than usual. */
  private static final int MOST_CELLS_FILLED = 40;

  /** The number of additional cases that are drawn to choose from if tables have to be filled. */
  private static final int MOST_CELLS = 200;

  private Cases() {}

  /**
   * The cases of one run.
   *
   * @param cases the cases in the order in which they are run
   * @param all whether these are all cases there are
   */
  public record Plan(List<Candidate> cases, boolean all) {}

  /** A case and its simpler variants. */
  public static final class Candidate {
    private final Shrinkable<Case> shrinkable;
    private final Case value;

    private Candidate(Shrinkable<Case> shrinkable) {
      this.shrinkable = shrinkable;
      // jqwik may otherwise compute this later, outside of the session that it needs.
      this.value = shrinkable.value();
    }

    /** Returns the case. */
    public Case value() {
      return value;
    }

    /** Returns simpler cases, the most promising first, up to this number. */
    public List<Candidate> simpler(int most) {
      // Different ways to draw a value may lead to the same one.
      Set<Case> seen = new HashSet<>(Set.of(value));
      return inSession(
          () ->
              shrinkable
                  .shrink()
                  .limit(most * 10L)
                  .map(Candidate::new)
                  .filter(candidate -> seen.add(candidate.value))
                  .limit(most)
                  .toList());
    }
  }

  /**
   * Draws at most {@code tries} cases, times the scenario's weight. They cover the tables of the
   * scenario as far as possible.
   */
  public static Plan plan(Scenario scenario, VariableBounds space, long seed, int tries) {
    if (scenario.variables().isEmpty()) {
      return new Plan(List.of(new Candidate(Shrinkable.unshrinkable(new Case(Map.of())))), true);
    }
    // Each scenario has its own random numbers, whichever others run at the same time.
    Random random = new Random(seed * 31 + scenario.id().hashCode());
    int most = Math.multiplyExact(tries, scenario.weight());
    // A missing cell of a table is not a pass; but a run with a single case should be quick.
    int enough = tries == 1 ? most : Math.max(most, cells(scenario));
    return inSession(() -> draw(scenario, arbitrary(scenario, space), random, enough));
  }

  private static Plan draw(Scenario scenario, Arbitrary<Case> arbitrary, Random random, int tries) {
    Optional<ExhaustiveGenerator<Case>> all = arbitrary.exhaustive(tries);
    List<Candidate> cases = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (all.isPresent()) {
      for (Case each : all.get()) {
        if (seen.add(each.toString())) {
          cases.add(new Candidate(Shrinkable.unshrinkable(each)));
        }
      }
      return new Plan(cases, true);
    }
    List<Candidate> edges = new ArrayList<>();
    for (Supplier<Shrinkable<Case>> edge : arbitrary.edgeCases(MOST_EDGES).suppliers()) {
      add(edge.get(), seen, edges);
    }
    // The first is the simplest; no other edge case is better than another.
    if (edges.size() > 1) {
      Collections.shuffle(edges.subList(1, edges.size()), random);
    }
    List<Candidate> others = new ArrayList<>();
    RandomGenerator<Case> generator = arbitrary.generator(GENERATION_SIZE, false);
    int wanted = tries + (scenario.matrix().isEmpty() ? 0 : MOST_CELLS);
    // A space just above the limit may have few cases left: then repetitions end the search.
    for (int i = 0; others.size() < wanted && i < wanted * 20L; i++) {
      add(generator.next(random), seen, others);
    }
    return new Plan(chosen(scenario, edges, others, tries), false);
  }

  /**
   * Chooses this number of cases: first those that fill the tables that can be filled, then those
   * that show each word of each variable once, such as every transport, then those that fill a cell
   * of another table; the rest are half edge cases and half random ones.
   */
  private static List<Candidate> chosen(
      Scenario scenario, List<Candidate> edges, List<Candidate> others, int tries) {
    Set<Candidate> result = new LinkedHashSet<>();
    // The simplest comes first, with the first value of each variable.
    edges.stream().limit(1).forEach(result::add);
    scenario.matrix().stream()
        .filter(table -> cells(scenario, table) <= tries)
        .forEach(
            table -> showing(c -> Set.of(cell(table, c)), List.of(others, edges), tries, result));
    showing(Cases::words, List.of(edges, others), tries, result);
    for (CaseTable table : scenario.matrix()) {
      showing(c -> Set.of(cell(table, c)), List.of(others, edges), tries, result);
    }
    int half = result.size() + (tries - result.size()) / 2;
    edges.stream()
        .filter(c -> !result.contains(c))
        .limit(Math.max(0, half - result.size()))
        .toList()
        .forEach(result::add);
    for (List<Candidate> source : List.of(others, edges)) {
      for (Candidate candidate : source) {
        if (result.size() < tries) {
          result.add(candidate);
        }
      }
    }
    return List.copyOf(result);
  }

  /** Adds each case that shows something that no earlier case has shown. */
  private static void showing(
      Function<Case, Set<String>> what,
      List<List<Candidate>> sources,
      int tries,
      Set<Candidate> into) {
    Set<String> shown = new HashSet<>();
    into.forEach(candidate -> shown.addAll(what.apply(candidate.value())));
    for (List<Candidate> source : sources) {
      for (Candidate candidate : source) {
        if (into.size() < tries && shown.addAll(what.apply(candidate.value()))) {
          into.add(candidate);
        }
      }
    }
  }

  /** Returns the words in a case. */
  private static Set<String> words(Case values) {
    Set<String> words = new HashSet<>();
    for (String name : values.values().keySet()) {
      values.word(name).ifPresent(word -> words.add(name + "=" + word));
    }
    return words;
  }

  /**
   * Returns the number of cases that the tables with written values need; the largest table counts.
   */
  private static int cells(Scenario scenario) {
    return scenario.matrix().stream()
        .mapToInt(table -> cells(scenario, table))
        .filter(cells -> cells <= MOST_CELLS_FILLED)
        .max()
        .orElse(0);
  }

  /** Returns the number of cells of a table, if its values are written in the scenario. */
  private static int cells(Scenario scenario, CaseTable table) {
    int cells = words(scenario, table.rows()) * words(scenario, table.columns());
    return cells == 0 ? Integer.MAX_VALUE : cells;
  }

  private static int words(Scenario scenario, String name) {
    return scenario.variables().stream()
        .filter(variable -> variable.name().equals(name))
        .mapToInt(variable -> (int) variable.generator().written().stream().distinct().count())
        .sum();
  }

  /** Returns the cell of a table to which the case belongs. */
  private static String cell(CaseTable table, Case values) {
    return values.label(table.rows()) + "\n" + values.label(table.columns());
  }

  private static void add(Shrinkable<Case> shrinkable, Set<String> seen, List<Candidate> cases) {
    if (seen.add(shrinkable.value().toString())) {
      cases.add(new Candidate(shrinkable));
    }
  }

  private static Arbitrary<Case> arbitrary(Scenario scenario, VariableBounds space) {
    Generators generators = new Generators(space);
    List<Variable> free = new ArrayList<>();
    List<Variable> dependent = new ArrayList<>();
    for (Variable variable : scenario.variables()) {
      (variable.generator().needs().isEmpty() ? free : dependent).add(variable);
    }
    Arbitrary<Map<String, Object>> values =
        Combinators.combine(free.stream().map(v -> generators.of(v.generator(), Map.of())).toList())
            .as(drawn -> named(free, drawn));
    Set<String> known = new HashSet<>();
    free.forEach(v -> known.add(v.name()));
    while (!dependent.isEmpty()) {
      // The loader has checked that there is always a next one.
      Variable next =
          dependent.stream()
              .filter(v -> known.containsAll(v.generator().needs()))
              .findFirst()
              .orElseThrow();
      dependent.remove(next);
      known.add(next.name());
      values =
          values.flatMap(
              before -> generators.of(next.generator(), before).map(v -> with(before, next, v)));
    }
    return values.map(byName -> new Case(ordered(scenario, byName)));
  }

  private static Map<String, Object> named(List<Variable> variables, List<Object> drawn) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < drawn.size(); i++) {
      values.put(variables.get(i).name(), drawn.get(i));
    }
    return values;
  }

  private static Map<String, Object> with(
      Map<String, Object> before, Variable variable, Object value) {
    Map<String, Object> values = new LinkedHashMap<>(before);
    values.put(variable.name(), value);
    return values;
  }

  private static Map<String, Object> ordered(Scenario scenario, Map<String, Object> values) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    scenario.variables().forEach(v -> ordered.put(v.name(), values.get(v.name())));
    return ordered;
  }

  /**
   * Returns the case that a text describes, as {@link Case#toString} writes it.
   *
   * @throws IllegalArgumentException with one sentence, if it does not fit the scenario
   */
  public static Candidate parse(Scenario scenario, String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",\\s*", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "the case is written as 'name=value, name=value', not '%s'".formatted(part));
      }
      texts.put(part.substring(0, equals).strip(), part.substring(equals + 1));
    }
    List<String> known = scenario.variables().stream().map(Variable::name).toList();
    for (String name : texts.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s has no variable '%s'%s".formatted(scenario.id(), name, Spelling.hint(name, known)));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Variable variable : scenario.variables()) {
      String value = texts.get(variable.name());
      if (value == null) {
        throw new IllegalArgumentException(
            "%s also has a variable '%s'".formatted(scenario.id(), variable.name()));
      }
      values.put(
          variable.name(),
          CaseNotation.read(variable.generator(), value)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' is no value for '%s' of %s"
                              .formatted(value, variable.name(), scenario.id()))));
    }
    return new Candidate(Shrinkable.unshrinkable(new Case(values)));
  }

  /**
   * Runs an action in a session of jqwik, to which the stores for generation and shrinking are
   * bound; only one action runs at a time.
   */
  private static synchronized <T> T inSession(Supplier<T> action) {
    List<T> result = new ArrayList<>(1);
    JqwikSession.run(() -> result.add(action.get()));
    return result.get(0);
  }
}
