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
 * A statement of a pipeline, whose effect is known beforehand.
 *
 * @param number what is inserted, or how many rows are selected; 0 for the other kinds
 */
public record PipelineSql(Kind kind, int number) {
  private static final Pattern FORM = Pattern.compile("([a-z]+)(\\d{0,4})");

  /** The kinds of statements. */
  public enum Kind {
    /** Selects rows with the numbers from 1 on. */
    ROWS,
    /** Is no SQL at all. */
    BAD,
    /** Is valid and fails when it is executed, if not before. */
    FAIL,
    /** Has nothing in it. */
    EMPTY,
    /** Inserts a number into the table. */
    ADD,
    /** Selects what is in the table, in order. */
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

  /** A statement of a kind that has no number. */
  static PipelineSql of(Kind kind) {
    return new PipelineSql(kind, 0);
  }

  private static boolean numbered(Kind kind) {
    return kind == Kind.ROWS || kind == Kind.ADD;
  }

  /** Whether rows come of it. */
  boolean returnsRows() {
    return kind == Kind.ROWS || kind == Kind.LIST || kind == Kind.FAIL;
  }

  /** Whether it ends a transaction block, and is allowed in a failed one. */
  boolean endsBlock() {
    return kind == Kind.COMMIT || kind == Kind.ROLLBACK;
  }

  /** Whether it begins or ends a transaction block. */
  boolean controlsTransactions() {
    return kind == Kind.BEGIN || endsBlock();
  }

  /** The numbers that it selects by itself. */
  List<Integer> rows() {
    return IntStream.rangeClosed(1, kind == Kind.ROWS ? number : 0).boxed().toList();
  }

  /**
   * The statement as it is sent.
   *
   * @param table the table, where the statement is about one
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
      // A subquery keeps a server from computing it before it is executed.
      case FAIL -> "select cast((select cast('x' as varchar(5))) as integer)";
      case EMPTY -> "";
      case ADD -> "insert into %s values (%d)".formatted(table, number);
      case LIST -> "select x from %s order by x".formatted(table);
      case BEGIN, COMMIT, ROLLBACK -> toString();
    };
  }

  /** The statement as it is written in a case: {@code rows3}, {@code add7}, {@code commit}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + (numbered(kind) ? number : "");
  }

  /** The statement that a text in a case means. */
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
