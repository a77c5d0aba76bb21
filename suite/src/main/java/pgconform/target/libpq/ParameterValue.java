package pgconform.target.libpq;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import pgconform.target.failure.BadTarget;

/** Checks values that users have written. */
final class ParameterValue {
  private ParameterValue() {}

  /**
   * Returns a value as a path.
   *
   * @throws BadTarget if the encoding of file names on this system lacks one of its characters
   */
  static Path path(String what, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new BadTarget(what + " is not a valid file name on this system");
    }
  }

  /**
   * Returns whether a value contains something that cannot be sent to a server: NUL, or half of a
   * surrogate pair.
   */
  static boolean isUnfit(String value) {
    return value
        .codePoints()
        .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}
