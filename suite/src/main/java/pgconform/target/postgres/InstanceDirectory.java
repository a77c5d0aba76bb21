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
 * The directory of one server.
 *
 * <p>If the server runs as another user, only {@code data}, {@code s} and the key belong to that
 * user, so that root writes nothing where somebody else could place a symbolic link.
 *
 * @param path the directory
 */
record InstanceDirectory(Path path) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Creates a new directory and records which process owns it. */
  static InstanceDirectory create(InstancesDirectory base, String version, ServerUser user)
      throws IOException {
    // This is computed first, so that the directory is without an owner for as short a time as
    // possible.
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
    // The permissions are set again, because the umask has applied to the first ones.
    Files.setPosixFilePermissions(path, permissions);
  }

  /** Returns the file that names the owner. */
  Path owner() {
    return path.resolve("owner");
  }

  /** Returns the data directory. */
  Path data() {
    return path.resolve("data");
  }

  /** Returns the directory of the Unix socket, whose name is short because its path has a limit. */
  Path sockets() {
    return path.resolve("s");
  }

  /** Returns the directory of the configuration. */
  Path configuration() {
    return path.resolve("conf");
  }

  /** Returns the main file of the configuration. */
  Path settings() {
    return configuration().resolve("postgresql.conf");
  }

  /** Returns the file that makes a server a standby, whose name depends on the release. */
  Path standby(int major) {
    return configuration().resolve(major >= 12 ? "standby.signal" : "recovery.conf");
  }

  /** Returns the file that defines who may connect. */
  Path access() {
    return configuration().resolve("pg_hba.conf");
  }

  /** Returns the directory of keys and certificates. */
  ServerTls tls() {
    return new ServerTls(path.resolve("tls"));
  }

  /** Returns the log of the server. */
  Path log() {
    return path.resolve("postgres.log");
  }

  /** Returns the log of the programs that create the data directory. */
  Path setupLog() {
    return path.resolve("setup.log");
  }
}
