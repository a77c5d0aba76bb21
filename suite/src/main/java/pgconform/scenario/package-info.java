/**
 * Implements the scenario language: its YAML, its model and its loader. Errors have a file, line
 * and column.
 *
 * <p>Every mapping in a file has a {@code MappingSchema}: the file itself, each step, each
 * generator of values, an outcome. The reader of a form takes fields of certain {@code Type}s from
 * a {@code MappingReader}, and describes them at the same time. The JSON schema ({@link
 * pgconform.scenario.ScenarioSchema}), the reference page and the reduction of failures follow from
 * what the reader takes.
 *
 * <p>A {@link pgconform.scenario.Step} also knows its {@code StepProperties}, which checks look at,
 * and its description in prose. The visitor carries it out. A new step needs a record, a form and a
 * method in the two lists of {@link pgconform.scenario.Steps}, and the implementation in the
 * visitor.
 */
package pgconform.scenario;
