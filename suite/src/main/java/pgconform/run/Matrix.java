package pgconform.run;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import pgconform.exchange.Verdict;
import pgconform.property.Case;
import pgconform.scenario.CaseTable;
import pgconform.scenario.Scenario;

/**
 * The verdicts on the cases of a scenario, by the values of two of its variables.
 *
 * @param rows the values of the first variable, in the order of the scenario file
 * @param columns the values of the second variable
 * @param verdicts the number of cases with each verdict, for each pair of values; a pair without a
 *     case is missing
 */
public record Matrix(
    CaseTable table,
    List<String> rows,
    List<String> columns,
    Map<Cell, Map<Verdict, Integer>> verdicts) {

  /** A cell of the table. */
  public record Cell(String row, String column) {}

  /** A case that was run. */
  record Ran(Case values, Verdict verdict) {}

  /** Returns the tables that a scenario asks for. */
  static List<Matrix> of(Scenario scenario, List<Ran> cases) {
    return cases.isEmpty()
        ? List.of()
        : scenario.matrix().stream().map(table -> of(scenario, table, cases)).toList();
  }

  private static Matrix of(Scenario scenario, CaseTable table, List<Ran> cases) {
    Map<Cell, Map<Verdict, Integer>> verdicts = new LinkedHashMap<>();
    for (Ran ran : cases) {
      Cell cell = new Cell(ran.values.label(table.rows()), ran.values.label(table.columns()));
      verdicts
          .computeIfAbsent(cell, c -> new EnumMap<>(Verdict.class))
          .merge(ran.verdict, 1, Integer::sum);
    }
    return new Matrix(
        table,
        order(scenario, table.rows(), cases),
        order(scenario, table.columns(), cases),
        verdicts);
  }

  /**
   * Returns all values that the scenario file lists, in its order; then others that occurred,
   * sorted.
   */
  private static List<String> order(Scenario scenario, String name, List<Ran> cases) {
    Set<String> order = new LinkedHashSet<>();
    scenario.variables().stream()
        .filter(variable -> variable.name().equals(name))
        .flatMap(variable -> variable.generator().written().stream())
        .forEach(order::add);
    TreeSet<String> seen = new TreeSet<>();
    cases.forEach(ran -> seen.add(ran.values.label(name)));
    order.addAll(seen);
    return List.copyOf(order);
  }

  /** Returns the number of cases in a cell. */
  public int cases(Cell cell) {
    return verdicts.getOrDefault(cell, Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  /** Returns the worst verdict in a cell; empty if it has no case. */
  public Optional<Verdict> gravest(Cell cell) {
    return verdicts.getOrDefault(cell, Map.of()).keySet().stream().max(Verdict::compareTo);
  }
}
