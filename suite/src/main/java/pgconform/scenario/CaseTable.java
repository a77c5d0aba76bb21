package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * Two variables whose cases a report shows as a table.
 *
 * @param rows the variable whose values are the rows
 * @param columns the variable whose values are the columns
 */
public record CaseTable(String rows, String columns) {
  /** Returns the type of one table, {@code [rows, columns]}, or a list of them. */
  static Type<List<CaseTable>> type(List<Variable> variables) {
    List<String> known = variables.stream().map(Variable::name).toList();
    return new Type<>(
        Type.json(
            "type",
            "array",
            "items",
            Type.json("type", List.of("string", "array")).get(),
            "minItems",
            1),
        (node, field, problems) -> {
          boolean several =
              MappingReader.items(node).stream().anyMatch(Node.Sequence.class::isInstance);
          List<CaseTable> tables = new ArrayList<>();
          for (Node table : several ? MappingReader.items(node) : List.of(node)) {
            read(table, known, tables, problems);
          }
          return tables;
        });
  }

  private static void read(
      Node table, List<String> known, List<CaseTable> tables, FileErrors problems) {
    List<String> names = new ArrayList<>();
    for (Node item : MappingReader.items(table)) {
      if (item instanceof Node.Scalar name && known.contains(name.text())) {
        names.add(name.text());
      } else if (item instanceof Node.Scalar name) {
        String hint = Spelling.hint(name.text(), known);
        problems.add(name.place(), "there is no variable '%s'%s", name.text(), hint);
      }
    }
    if (names.size() == 2 && !names.get(0).equals(names.get(1))) {
      tables.add(new CaseTable(names.get(0), names.get(1)));
    } else if (names.size() == MappingReader.items(table).size()) {
      problems.add(table.place(), "a matrix has two variables: [rows, columns]");
    }
  }
}
