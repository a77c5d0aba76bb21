package pgconform.cli;

import java.nio.file.Path;

/** Returns directories of the user. */
final class UserDirectories {
  private UserDirectories() {}

  /** Returns the directory of libpq's files. */
  static Path folder() {
    return Path.of(System.getProperty("user.home", "."));
  }
}
