package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.target.postgres.PostgresRelease;

/** Where the programs of a PostgreSQL are. */
final class Programs {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private Programs() {}

  /**
   * The folder of the programs.
   *
   * @param kind {@code debian} for what Debian has installed, or {@code embedded:18} and the like
   * @return empty if they are not installed
   */
  static Optional<Path> of(String kind) throws IOException {
    return kind.equals("debian") ? debian() : Optional.of(embedded(kind));
  }

  private static Optional<Path> debian() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> releases = Files.list(DEBIAN)) {
      return releases
          .map(release -> release.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  /** The suite fetches a release when it is asked where its programs are. */
  private static Path embedded(String kind) {
    return PostgresRelease.parse(kind.substring("embedded:".length())).find().bin();
  }
}
