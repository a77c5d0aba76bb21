package pgconform.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import pgconform.exchange.Verdict;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.scenario.Table;

/**
 * How the cases of a scenario went, by the values of two of its variables.
 *
 * @param rows the values of the one, in the order of the scenario file
 * @param columns the values of the other
 * @param verdicts for each pair of values how many cases came to which verdict; a pair of which no
 *     case was run is missing
 */
public record Matrix(
    Table table,
    List<String> rows,
    List<String> columns,
    Map<Cell, Map<Verdict, Integer>> verdicts) {

  /** A place in the table. */
  public record Cell(String row, String column) {}

  /** A case that was run. */
  record Ran(Case values, Verdict verdict) {}

  /** The tables that a scenario asks for. */
  static List<Matrix> of(Scenario scenario, List<Ran> cases) {
    return cases.isEmpty()
        ? List.of()
        : scenario.matrix().stream().map(table -> of(scenario, table, cases)).toList();
  }

  private static Matrix of(Scenario scenario, Table table, List<Ran> cases) {
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

  /** The values that came up: as they are written down, otherwise transports and words sorted. */
  private static List<String> order(Scenario scenario, String name, List<Ran> cases) {
    List<String> order = new ArrayList<>();
    scenario.variables().stream()
        .filter(variable -> variable.name().equals(name))
        .flatMap(variable -> variable.generator().written().stream().distinct())
        .forEach(order::add);
    TreeSet<String> seen = new TreeSet<>();
    cases.forEach(ran -> seen.add(ran.values.label(name)));
    order.retainAll(seen);
    seen.stream().filter(value -> !order.contains(value)).forEach(order::add);
    return List.copyOf(order);
  }

  /** How many cases stand in a cell. */
  public int cases(Cell cell) {
    return verdicts.getOrDefault(cell, Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  /** The gravest verdict in a cell; empty if no case of it was run. */
  public Optional<Verdict> gravest(Cell cell) {
    return verdicts.getOrDefault(cell, Map.of()).keySet().stream().max(Verdict::compareTo);
  }
}
