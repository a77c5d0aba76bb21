package pgconform.property;

import java.util.ArrayList;
import java.util.List;
import pgconform.scenario.Pattern;

/** A portal: a statement that is ready to be executed, or partly executed. */
final class Portal {
  final PipelineSql sql;
  private final String statement;
  private final List<Integer> rows;
  private final int version;
  private int next;
  private boolean over;
  private boolean orphan;

  Portal(String statement, PipelineSql sql, List<Integer> rows, int version) {
    this.statement = statement;
    this.sql = sql;
    this.rows = rows;
    this.version = version;
  }

  /** The statement of that name was dropped or replaced. */
  void statementGone(String name) {
    orphan |= statement.equals(name);
  }

  boolean isSound() {
    return !orphan;
  }

  boolean isOver() {
    return over;
  }

  void finish() {
    over = true;
  }

  /** Whether its rows are the same whether they were found at Bind or are found now. */
  boolean isFresh(int now) {
    return sql.kind() != PipelineSql.Kind.LIST || version == now;
  }

  /**
   * Fetches rows.
   *
   * @param limit the greatest number of rows, 0 for all
   */
  List<Pattern> execute(int limit, AnswerPatterns answers) {
    int from = next;
    int left = rows.size() - from;
    next = limit == 0 ? rows.size() : Math.min(rows.size(), from + limit);
    List<Pattern> result = new ArrayList<>();
    rows.subList(from, next).forEach(row -> result.add(answers.row(row)));
    // The tag counts rows; that is looked at only where there is more than one way to count.
    Pattern complete =
        limit > 0 || from > 0
            ? answers.with("CommandComplete", "", "SELECT " + (next - from))
            : answers.any("CommandComplete");
    Pattern suspended = answers.any("PortalSuspended");
    if (limit == 0 || limit > left) {
      finish();
      result.add(complete);
    } else if (limit < left) {
      result.add(suspended);
    } else {
      // Whether a server knows by then that no further row comes is up to it.
      finish();
      result.add(AnswerPatterns.either(suspended, complete));
    }
    return result;
  }
}
