package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.target.EmbeddedPostgres;
import pgconform.target.Roles;
import pgconform.target.TargetSpec;

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

  /** The suite fetches a release when it starts one; the server knows where its programs are. */
  private static Path embedded(String kind) throws IOException {
    TargetSpec.Embedded release = (TargetSpec.Embedded) TargetSpec.parse(kind);
    try (EmbeddedPostgres server = EmbeddedPostgres.start(release);
        Superuser session = Superuser.of(server.port(), Roles.DATABASE, Roles.SUPERUSER)) {
      return Path.of(session.run("select setting from pg_config where name = 'BINDIR'"));
    }
  }
}
