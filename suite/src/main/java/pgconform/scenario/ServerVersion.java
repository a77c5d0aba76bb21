package pgconform.scenario;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of PostgreSQL. Up to 9.6, the first two numbers identify the major release, and later
 * the first one; {@code minor} is -1 if only the major release is meant.
 *
 * @param major the major release: 906 for 9.6, 1000 for 10, 1800 for 18
 */
public record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
  /** The newest release whose behavior has been recorded. */
  public static final ServerVersion NEWEST = new ServerVersion(1800, -1);

  /** The first release that supports version 3 of the protocol. */
  private static final ServerVersion OLDEST = new ServerVersion(704, -1);

  /** How far ahead of the newest release a rule may be: two major releases. */
  private static final int AHEAD = 200;

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?");

  /**
   * Returns the version at the beginning of a text such as {@code 15.18 (Debian 15.18-0+deb12u1)}.
   */
  public static Optional<ServerVersion> of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int second = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
    int third = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
    return Optional.of(
        first < 10
            ? new ServerVersion(first * 100 + Math.max(0, second), third)
            : new ServerVersion(first * 100, second));
  }

  /** Returns whether there is such a release, or may soon be. */
  boolean isPlausible() {
    return major >= OLDEST.major && major <= NEWEST.major + AHEAD;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    String name = major < 1000 ? major / 100 + "." + major % 100 : Integer.toString(major / 100);
    return minor < 0 ? name : name + "." + minor;
  }
}
