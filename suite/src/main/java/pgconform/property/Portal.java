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

  /** Notes that the statement of that name was dropped or replaced. */
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

  /** Returns whether its rows are the same at Bind and now. */
  boolean isFresh(int now) {
    return sql.kind() != PipelineSql.Kind.LIST || version == now;
  }

  /**
   * Fetches rows.
   *
   * @param limit the largest number of rows; 0 for all
   */
  List<Pattern> execute(int limit, AnswerPatterns answers) {
    int from = next;
    int left = rows.size() - from;
    next = limit == 0 ? rows.size() : Math.min(rows.size(), from + limit);
    List<Pattern> result = new ArrayList<>();
    rows.subList(from, next).forEach(row -> result.add(answers.row(row)));
    // The tag counts rows; it is checked only if there is more than one possible count.
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
      // A server may or may not know at this point that there is no further row.
      finish();
      result.add(AnswerPatterns.either(suspended, complete));
    }
    return result;
  }
}
