package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pgconform.exchange.Verdict;
import pgconform.run.Matrix;
import pgconform.run.Result;
import pgconform.wire.Text;

/** Formats the tables of a result as aligned text. */
public final class MatrixText {
  private static final int WIDEST = 24;

  private MatrixText() {}

  /**
   * Returns the tables, with one line for each row. A number alone is the number of cases in that
   * cell, which are all as required; otherwise the worst verdict precedes it. A dot means that the
   * cell has no case.
   */
  public static List<String> lines(Result result) {
    List<String> lines = new ArrayList<>();
    for (Matrix matrix : result.matrix()) {
      lines.addAll(lines(matrix));
    }
    return lines;
  }

  private static List<String> lines(Matrix matrix) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>();
    head.add(matrix.table().rows() + " \\ " + matrix.table().columns());
    matrix.columns().forEach(column -> head.add(label(column)));
    rows.add(head);
    for (String row : matrix.rows()) {
      List<String> cells = new ArrayList<>(List.of(label(row)));
      matrix.columns().forEach(c -> cells.add(cell(matrix, new Matrix.Cell(row, c))));
      rows.add(cells);
    }
    int[] widths = new int[head.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  /**
   * Returns how long a connection stayed open, with a line for each value; empty if that was not
   * measured.
   */
  public static List<String> times(Result result) {
    List<String> lines = new ArrayList<>();
    result
        .times()
        .ifPresent(
            times ->
                times
                    .rows()
                    .forEach(
                        row ->
                            lines.add(
                                String.format(
                                    Locale.ROOT,
                                    "%-" + WIDEST + "s  %8.1f ms  %8.1f ms  %s",
                                    label(row.value()),
                                    row.median() / 1e6,
                                    row.longest() / 1e6,
                                    Plural.of(row.cases(), "case")))));
    return lines;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : "  ");
      line.append(("%" + (i == 0 ? "-" : "") + widths[i] + "s").formatted(row.get(i)));
    }
    return line.toString().stripTrailing();
  }

  private static String cell(Matrix matrix, Matrix.Cell cell) {
    Optional<Verdict> gravest = matrix.gravest(cell);
    if (gravest.isEmpty()) {
      return ".";
    }
    int cases = matrix.cases(cell);
    int so = matrix.verdicts().get(cell).get(gravest.get());
    return gravest.get() == Verdict.PASS
        ? Integer.toString(cases)
        : "%s %d/%d".formatted(gravest.get(), so, cases);
  }

  private static String label(String value) {
    return value.isEmpty() ? "(empty)" : Text.printable(value, WIDEST);
  }
}
