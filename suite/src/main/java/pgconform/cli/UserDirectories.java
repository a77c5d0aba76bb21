package pgconform.cli;

import java.nio.file.Path;

/** Places of the user's. */
final class UserDirectories {
  private UserDirectories() {}

  /** Where libpq's files are. */
  static Path folder() {
    return Path.of(System.getProperty("user.home", "."));
  }
}
