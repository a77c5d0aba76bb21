package pgconform.scenario;

import java.util.List;

/**
 * A connection for which reports show how long the server keeps it open.
 *
 * @param connection the name of the connection
 * @param variable the variable by whose values the times are shown
 */
public record Timed(String connection, String variable) {
  /** Returns the type of two names, {@code [connection, variable]}. */
  static Type<List<Timed>> type(List<Variable> variables) {
    List<String> known = variables.stream().map(Variable::name).toList();
    return new Type<>(
        Type.json("type", "array", "items", Type.json("type", "string").get(), "minItems", 2),
        (node, field, problems) -> {
          List<Node> names = MappingReader.items(node);
          if (names.size() != 2
              || !(names.get(0) instanceof Node.Scalar connection)
              || !(names.get(1) instanceof Node.Scalar variable)) {
            problems.add(node.place(), "'%s' takes [connection, variable]", field);
            return List.of();
          } else if (!known.contains(variable.text())) {
            String hint = Spelling.hint(variable.text(), known);
            problems.add(variable.place(), "there is no variable '%s'%s", variable.text(), hint);
          }
          return List.of(new Timed(connection.text(), variable.text()));
        });
  }
}
