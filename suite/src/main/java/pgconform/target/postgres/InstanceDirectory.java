package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Where one embedded server lives.
 *
 * <p>Only {@code data}, {@code s} and the key belong to the user that the server runs as, if that
 * is another: root writes nothing where another user could lay it a symbolic link.
 *
 * @param path the directory
 */
record InstanceDirectory(Path path) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes a new one, and writes down who it belongs to. */
  static InstanceDirectory create(InstanceBase base, String version, ServerUser user)
      throws IOException {
    // Ready before, as the directory must not be without it for longer than can be helped.
    String owner = InstanceOwner.self().text();
    String name = version + "-" + Integer.toString(RANDOM.nextInt() >>> 1, 36);
    InstanceDirectory directory = new InstanceDirectory(base.path().resolve(name));
    Files.createDirectory(directory.path);
    Files.writeString(directory.owner(), owner);
    Files.setPosixFilePermissions(directory.path, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path each : new Path[] {directory.configuration(), directory.tls().directory()}) {
      makeDirectory(each, "rwxr-xr-x");
    }
    makeDirectory(directory.data(), "rwx------");
    user.own(directory.data());
    makeDirectory(directory.sockets(), "rwxr-xr-x");
    user.own(directory.sockets());
    return directory;
  }

  private static void makeDirectory(Path path, String mode) throws IOException {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    FileAttribute<Set<PosixFilePermission>> attribute =
        PosixFilePermissions.asFileAttribute(permissions);
    Files.createDirectory(path, attribute);
    // Again, as the umask takes from the first.
    Files.setPosixFilePermissions(path, permissions);
  }

  /** Who the instance belongs to. */
  Path owner() {
    return path.resolve("owner");
  }

  /** The data directory. */
  Path data() {
    return path.resolve("data");
  }

  /** The directory of the Unix socket; its name is short, as sockets allow little more than 100. */
  Path sockets() {
    return path.resolve("s");
  }

  /** The directory of the configuration. */
  Path configuration() {
    return path.resolve("conf");
  }

  /** The main file of the configuration. */
  Path settings() {
    return configuration().resolve("postgresql.conf");
  }

  /** What makes a server a standby: a file, whose name depends on the release. */
  Path standby(int major) {
    return configuration().resolve(major >= 12 ? "standby.signal" : "recovery.conf");
  }

  /** Who may connect. */
  Path access() {
    return configuration().resolve("pg_hba.conf");
  }

  /** Keys and certificates. */
  ServerTls tls() {
    return new ServerTls(path.resolve("tls"));
  }

  /** What the server prints. */
  Path log() {
    return path.resolve("postgres.log");
  }

  /** What the programs print that make the data directory. */
  Path setupLog() {
    return path.resolve("setup.log");
  }
}
