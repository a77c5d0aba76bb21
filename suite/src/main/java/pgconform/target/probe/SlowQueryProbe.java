package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import pgconform.exchange.SlowQuery;
import pgconform.target.failure.TargetUnavailable;
import pgconform.wire.Text;

/** Finds a slow query, for servers on which no query can be held by a lock. */
final class SlowQueryProbe {
  /** The time until a query is running, in addition to round trips. */
  private static final Duration BEGIN = Duration.ofMillis(50);

  private static final int ROUND_TRIPS_TO_BEGIN = 10;

  /** The required duration of a query, as a multiple of the time until it is running. */
  private static final int LONGER = 25;

  /** The shortest duration of a count from which that of a larger count can be predicted. */
  private static final Duration MEASURABLE = Duration.ofMillis(40);

  private static final long MOST_ROWS = 1L << 40;

  /**
   * Queries whose duration grows with a number and that return one row: first those that PostgreSQL
   * and most related products support, with and without the name of the schema, and then those in
   * standard SQL.
   */
  private static final List<LongFunction<String>> COUNTS =
      List.of(
          ("select count(*) from pg_catalog.generate_series(1, 10000) a,"
                  + " pg_catalog.generate_series(1, %d) b")
              ::formatted,
          "select count(*) from generate_series(1, 10000) a, generate_series(1, %d) b"::formatted,
          ("with recursive t(n) as (select 1 union all select n + 1 from t where n < %d)"
                  + " select count(*) from t")
              ::formatted);

  private final SqlProbe questions;
  private final Duration delay;
  private final Duration wanted;

  /**
   * Creates a probe.
   *
   * @param roundTrip the round trip of a trivial query
   */
  SlowQueryProbe(SqlProbe questions, Duration roundTrip) {
    this.questions = questions;
    this.delay = BEGIN.plus(roundTrip.multipliedBy(ROUND_TRIPS_TO_BEGIN));
    this.wanted = delay.multipliedBy(LONGER);
  }

  /**
   * Measures the query that the user gave.
   *
   * @throws TargetUnavailable with one sentence, if it does not take long enough
   */
  SlowQuery given(String sql) {
    try {
      Duration lasts = time(sql);
      if (lasts.compareTo(delay.multipliedBy(2)) >= 0) {
        return new SlowQuery(sql, lasts, Duration.ZERO, delay);
      }
      throw new TargetUnavailable(
          ("the query of --slow-query took %d ms; on this target it must take at least %d ms,"
                  + " preferably %d ms")
              .formatted(lasts.toMillis(), 2 * delay.toMillis(), wanted.toMillis()));
    } catch (IOException e) {
      throw new TargetUnavailable(
          "--slow-query does not work: " + Text.printable(e.getMessage(), 200), e);
    }
  }

  /** Finds a query that this server supports, and makes it as long as needed. */
  Optional<SlowQuery> found() {
    return sleep("pg_catalog.")
        .or(() -> sleep(""))
        .or(() -> COUNTS.stream().flatMap(query -> counted(query).stream()).findFirst());
  }

  private Optional<SlowQuery> sleep(String schema) {
    String sql =
        String.format(Locale.ROOT, "select %spg_sleep(%.1f)", schema, wanted.toMillis() / 1e3);
    try {
      Duration lasts = time(sql);
      // Some servers accept the name, but do nothing.
      return lasts.compareTo(wanted.dividedBy(2)) < 0
          ? Optional.empty()
          : Optional.of(new SlowQuery(sql, lasts, shorter(lasts, wanted), delay));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Increases the count until it takes long enough. */
  private Optional<SlowQuery> counted(LongFunction<String> query) {
    try {
      for (long rows = 1; rows < MOST_ROWS; ) {
        String sql = query.apply(rows);
        Duration lasts = time(sql);
        if (lasts.compareTo(wanted) >= 0) {
          return Optional.of(new SlowQuery(sql, lasts, Duration.ZERO, delay));
        }
        boolean measured = lasts.compareTo(MEASURABLE) >= 0;
        // The count is a quarter larger, because a machine that was busy may be less so later.
        rows =
            measured
                ? (long) Math.ceil(rows * 1.25 * wanted.toNanos() / lasts.toNanos())
                : rows * 4;
      }
    } catch (IOException e) {
      // The server does not support such a query, or does not run it for that long.
    }
    return Optional.empty();
  }

  /** Measures a query, which must return one row. */
  private Duration time(String sql) throws IOException {
    long start = System.nanoTime();
    int rows = questions.rows(sql).size();
    if (rows != 1) {
      throw new IOException("its answer has %d rows, not one".formatted(rows));
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
