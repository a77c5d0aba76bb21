/** The scenario language: its YAML, its model, its loader. Errors carry file, line and column. */
package pgconform.scenario;
