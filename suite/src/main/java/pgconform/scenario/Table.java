package pgconform.scenario;

/**
 * Two variables whose cases a report shows as a table.
 *
 * @param rows the variable whose values are the rows
 * @param columns the one whose values are the columns
 */
public record Table(String rows, String columns) {}
