package pgconform.scenario;

/**
 * A place in a file.
 *
 * @param line the line, counted from 1
 * @param column the column, counted from 1
 */
public record Place(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
