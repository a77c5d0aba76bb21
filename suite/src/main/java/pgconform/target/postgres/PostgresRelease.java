package pgconform.target.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.target.failure.BadTarget;
import pgconform.wire.Text;

/**
 * A release of PostgreSQL for which Maven Central has binaries.
 *
 * @param version PostgreSQL's version number: {@code 18.6}, {@code 9.6.24}
 * @param artifactVersion the version of the artifact: {@code 18.6.0}, {@code 9.6.24}
 */
public record PostgresRelease(String version, String artifactVersion)
    implements Installation.Source {
  /** The newest known release of each series, oldest series first. */
  private static final List<PostgresRelease> NEWEST =
      List.of(
          new PostgresRelease("9.6.24", "9.6.24"),
          new PostgresRelease("10.23", "10.23.0"),
          new PostgresRelease("11.22", "11.22.1"),
          new PostgresRelease("12.22", "12.22.0"),
          new PostgresRelease("13.23", "13.23.0"),
          new PostgresRelease("14.24", "14.24.0"),
          new PostgresRelease("15.19", "15.19.0"),
          new PostgresRelease("16.15", "16.15.0"),
          new PostgresRelease("17.11", "17.11.0"),
          new PostgresRelease("18.6", "18.6.0"));

  /**
   * Matches the series, then the patch of 9.6, or the minor number and possibly the packager's own
   * number.
   */
  private static final Pattern NUMBERS =
      Pattern.compile("(9\\.6|[1-9][0-9])(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?");

  /** Returns the newest release of the newest series. */
  public static PostgresRelease newest() {
    return NEWEST.get(NEWEST.size() - 1);
  }

  /** Returns the newest known release of each series, oldest series first. */
  public static List<PostgresRelease> known() {
    return NEWEST;
  }

  /**
   * Reads a release, or a series ({@code 18}, {@code 9.6}), which stands for its newest release.
   *
   * @throws BadTarget with a list of the known releases
   */
  public static PostgresRelease parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (!numbers.matches()) {
      throw unknown(text);
    }
    String series = numbers.group(1);
    PostgresRelease newest =
        NEWEST.stream()
            .filter(release -> release.series().equals(series))
            .findFirst()
            .orElseThrow(() -> unknown(text));
    if (numbers.group(2) == null) {
      return newest;
    }
    String version = series + "." + numbers.group(2);
    Optional<String> third = Optional.ofNullable(numbers.group(3));
    if (series.equals("9.6")) {
      if (third.isPresent()) {
        throw unknown(text);
      }
      return new PostgresRelease(version, version);
    }
    if (third.isEmpty() && version.equals(newest.version)) {
      return newest;
    }
    return new PostgresRelease(version, version + "." + third.orElse("0"));
  }

  private static BadTarget unknown(String text) {
    return new BadTarget(
        Text.quoted(text)
            + " is not a known release of PostgreSQL: known are "
            + NEWEST.stream()
                .map(release -> release.series() + " (" + release.version + ")")
                .collect(Collectors.joining(", "))
            + " and the earlier releases of these series");
  }

  /** Returns the series: {@code 18}, {@code 9.6}. */
  public String series() {
    return version.startsWith("9.") ? "9.6" : version.substring(0, version.indexOf('.'));
  }

  /** Fetches and unpacks the binaries, unless that was done before. */
  @Override
  public Installation find() {
    ServerUser user = ServerUser.detect();
    Path home = Path.of(System.getProperty("user.home"));
    return BinaryCache.of(user, System.getenv(), home).binaries(this, user, step -> {});
  }

  /** Returns PostgreSQL's version number. */
  @Override
  public String toString() {
    return version;
  }
}
