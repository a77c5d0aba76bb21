package pgconform.property;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A statement of a pipeline with a known effect.
 *
 * @param number the number that is inserted, or the number of rows that are selected; 0 for the
 *     other kinds
 */
public record PipelineSql(Kind kind, int number) {
  private static final Pattern FORM = Pattern.compile("([a-z]+)(\\d{0,4})");

  /** The kinds of statements. */
  public enum Kind {
    /** Selects the numbers from 1 on. */
    ROWS,
    /** Is not valid SQL. */
    BAD,
    /** Is valid and fails when it is executed, if not before. */
    FAIL,
    /** Is empty. */
    EMPTY,
    /** Inserts a number into the table. */
    ADD,
    /** Selects the content of the table, in order. */
    LIST,
    /** Begins a transaction block. */
    BEGIN,
    /** Commits the transaction block. */
    COMMIT,
    /** Rolls the transaction block back. */
    ROLLBACK
  }

  /** A statement that selects one row. */
  static final PipelineSql ONE = new PipelineSql(Kind.ROWS, 1);

  /** Returns a statement of a kind that has no number. */
  static PipelineSql of(Kind kind) {
    return new PipelineSql(kind, 0);
  }

  private static boolean numbered(Kind kind) {
    return kind == Kind.ROWS || kind == Kind.ADD;
  }

  /** Returns whether it returns rows. */
  boolean returnsRows() {
    return kind == Kind.ROWS || kind == Kind.LIST || kind == Kind.FAIL;
  }

  /** Returns whether it ends a transaction block, and is allowed in a failed one. */
  boolean endsBlock() {
    return kind == Kind.COMMIT || kind == Kind.ROLLBACK;
  }

  /** Returns whether it begins or ends a transaction block. */
  boolean controlsTransactions() {
    return kind == Kind.BEGIN || endsBlock();
  }

  /** Returns the numbers that it selects without the table. */
  List<Integer> rows() {
    return IntStream.rangeClosed(1, kind == Kind.ROWS ? number : 0).boxed().toList();
  }

  /**
   * Returns the statement as it is sent.
   *
   * @param table the table, if the statement is about one
   */
  public String text(String table) {
    return switch (kind) {
      case ROWS ->
          number == 1
              ? "select 1"
              : rows().stream()
                  .map(n -> "select " + n + (n == 1 ? " as x" : ""))
                  .collect(Collectors.joining(" union all ", "", " order by 1"));
      case BAD -> "this is no SQL";
      // A subquery keeps a server from evaluating it before it is executed.
      case FAIL -> "select cast((select cast('x' as varchar(5))) as integer)";
      case EMPTY -> "";
      case ADD -> "insert into %s values (%d)".formatted(table, number);
      case LIST -> "select x from %s order by x".formatted(table);
      case BEGIN, COMMIT, ROLLBACK -> toString();
    };
  }

  /**
   * Returns the statement as it is written in a case: {@code rows3}, {@code add7}, {@code commit}.
   */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + (numbered(kind) ? number : "");
  }

  /** Returns the statement that a text in a case stands for. */
  static Optional<PipelineSql> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2));
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(matcher.group(1)))
        .filter(kind -> numbered(kind) == !matcher.group(2).isEmpty())
        .filter(kind -> kind != Kind.ROWS || (number >= 1 && number <= 20))
        .map(kind -> new PipelineSql(kind, number))
        .findFirst();
  }
}
