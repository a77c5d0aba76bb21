package pgconform.target.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import pgconform.target.failure.TargetUnavailable;

/**
 * The programs of a PostgreSQL installation.
 *
 * @param version PostgreSQL's version number, such as {@code 18.6} or {@code 9.6.24}
 * @param bin the directory that contains them
 * @param prepared the beginning of the path where a prepared data directory is kept; empty if it is
 *     not kept for later runs
 */
public record Installation(String version, Path bin, Optional<Path> prepared) {
  /** Finds the programs, or fetches them. */
  public interface Source {
    /**
     * Finds the programs.
     *
     * @throws TargetUnavailable if they are unavailable
     */
    Installation find();
  }

  /** Returns the first number of the version: 18, and 9 for 9.6. */
  int major() {
    return Integer.parseInt(version.split("\\.", 2)[0]);
  }

  /** Returns the path of the server. */
  Path postgres() {
    return bin.resolve("postgres");
  }

  /** Returns the path of the program that creates a data directory. */
  Path initdb() {
    return bin.resolve("initdb");
  }

  /** Returns whether the programs exist. */
  boolean isThere() {
    return Files.isExecutable(postgres()) && Files.isExecutable(initdb());
  }

  /**
   * Returns the same installation, which keeps a prepared data directory in an instance unless it
   * already keeps one elsewhere.
   */
  Installation preparingIn(Path instance) {
    return new Installation(
        version, bin, prepared.or(() -> Optional.of(instance.resolve("prepared"))));
  }
}
