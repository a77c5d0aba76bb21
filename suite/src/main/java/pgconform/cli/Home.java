package pgconform.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Places of the user's. */
final class Home {
  private Home() {}

  /** Where libpq's files are. */
  static Path folder() {
    return Path.of(System.getProperty("user.home", "."));
  }

  /** Says before the run that reports could not be written after it. */
  static void check(Path out) {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new WrongUsage("--out %s: this is a file, not a folder".formatted(out));
    }
  }
}
