package pgconform.target;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The unpacked binaries of a release.
 *
 * @param release the release
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(PostgresRelease release, Path home) {
  /** The server. */
  String postgres() {
    return home.resolve("bin").resolve("postgres").toString();
  }

  /** The program that makes a data directory. */
  String initdb() {
    return home.resolve("bin").resolve("initdb").toString();
  }

  /** Whether they are complete: no other than a finished directory ever has this name. */
  boolean areThere() {
    return Files.isExecutable(Path.of(postgres())) && Files.isExecutable(Path.of(initdb()));
  }
}
