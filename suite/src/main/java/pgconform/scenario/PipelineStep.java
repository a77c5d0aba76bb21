package pgconform.scenario;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends a pipeline on a session and expects the answers of the extended query protocol.
 *
 * @param messages the variable that contains the pipeline
 * @param pace when the client waits for answers
 * @param table the name of the table that the statements are about
 */
public record PipelineStep(
    Place place, String name, Expression messages, Expression pace, Optional<Expression> table)
    implements Step {
  /** The pace at which everything is sent before any answer is read. */
  public static final String AT_ONCE = "at once";

  private static final String STEPWISE = "step by step";
  private static final List<String> PACES = List.of(AT_ONCE, STEPWISE);

  private static final Type<Expression> PACE =
      Type.single(
          Type.textSchema(),
          (text, field, problems) -> {
            Expression pace = ExpressionParser.parse(text);
            if (pace instanceof Expression.Literal literal && !PACES.contains(literal.text())) {
              problems.add(
                  text.place(),
                  "'pace' is one of %s, or a variable, not '%s'",
                  String.join(", ", PACES),
                  literal.text());
            }
            return pace;
          });

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "pipeline",
          "Sends a pipeline on a session and expects, message by message, what PostgreSQL's"
              + " documentation says that a server answers. If `table` is given, its contents are"
              + " checked at the end.",
          f ->
              new PipelineStep(
                  f.place(),
                  f.required("pipeline", "The session.", Type.NAME),
                  f.required("messages", "A variable with `pipeline`.", StepFields.ANY),
                  f.optional(
                      "pace",
                      "`at once`: everything is sent before an answer is taken. `step by step`:"
                          + " after each Flush, Sync and Query, pgconform waits for the answers to"
                          + " everything sent so far. Or a variable with these values.",
                      PACE,
                      STEPWISE),
                  f.optional(
                      "table",
                      "The name of a table with one column, `x int`, which is empty at first. A"
                          + " pipeline with `data` needs it.",
                      StepFields.ANY)));

  @Override
  public StepProperties parts() {
    return new StepProperties().asks(name).values(messages, pace).value(table).judging();
  }

  @Override
  public String told() {
    return "send %s on %s, %s, and expect the answers of the extended query protocol%s"
        .formatted(
            messages,
            name,
            pace,
            table.map(t -> ", and in the table " + t + " what it has added").orElse(""));
  }

  /**
   * Checks that the pipeline is a variable, that there is a table if the pipeline is about one, and
   * that the session has no prepared statement yet.
   */
  @Override
  public void check(Scenario scenario, FileErrors problems) {
    Optional<Generator.Pipelines> drawn =
        messages.variables().stream()
            .findFirst()
            .filter(messages::equals)
            .flatMap(variable -> scenario.variable(variable.name()))
            .map(Variable::generator)
            .filter(Generator.Pipelines.class::isInstance)
            .map(Generator.Pipelines.class::cast);
    if (drawn.isEmpty()) {
      problems.add(messages.place(), "'messages' takes a variable with {pipeline: …}");
    } else if (drawn.get().has("data") && table.isEmpty()) {
      problems.add(place, "a pipeline with 'data' needs a 'table'");
    }
    for (String statement : statementsBefore(scenario)) {
      problems.add(
          place,
          "a pipeline begins without prepared statements, but %s on '%s' has not been closed here",
          statement.isEmpty() ? "the unnamed statement" : "the statement '" + statement + "'",
          name);
    }
  }

  /** Returns the names of the statements that the session has when the pipeline begins. */
  private Set<String> statementsBefore(Scenario scenario) {
    Set<String> statements = new TreeSet<>();
    Step.all(scenario.steps())
        .takeWhile(step -> step != this)
        .filter(step -> step instanceof SendStep send && send.name().equals(name))
        .flatMap(step -> ((SendStep) step).payload().stream())
        .filter(Payload.Message.class::isInstance)
        .map(Payload.Message.class::cast)
        .forEach(message -> apply(message, statements));
    return statements;
  }

  private static void apply(Payload.Message message, Set<String> statements) {
    switch (message.name()) {
      case "Parse" -> statements.add(message.text("statement"));
      case "Close" -> {
        if (message.text("target").equals("S")) {
          statements.remove(message.text("name"));
        }
      }
      // A simple Query message destroys the unnamed statement.
      case "Query" -> statements.remove("");
      default -> {}
    }
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.pipeline(this);
  }
}
