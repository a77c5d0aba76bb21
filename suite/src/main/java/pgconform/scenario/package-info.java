/**
 * The scenario language: its YAML, its model, its loader. Errors carry file, line and column.
 *
 * <p>Whatever is a mapping in a file has a {@code MappingSchema}: the file itself, each step, each
 * generator of values, an outcome. The reader of a form takes {@code MappingReader} of certain
 * {@code Type}s and describes them while it does. The JSON schema ({@link
 * pgconform.scenario.ScenarioSchema}), the reference page and the reduction of failures follow from
 * what the reader takes.
 *
 * <p>A {@link pgconform.scenario.Step} also knows its {@code StepProperties}, which checks look at,
 * and tells itself in prose. What it does is up to the visitor that carries it out. A new step is a
 * record of its own, a form and a method in the two lists of {@link pgconform.scenario.Steps}, and
 * what the visitor does.
 */
package pgconform.scenario;
