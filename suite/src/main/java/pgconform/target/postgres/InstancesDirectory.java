package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import pgconform.target.failure.TargetUnavailable;

/**
 * The directory that contains all instances of a user.
 *
 * @param path the directory
 */
record InstancesDirectory(Path path) {
  /** The maximum length, because the path of a socket is limited to 103 bytes on some systems. */
  private static final int LONGEST = 103 - "/12.34.56-abcdefg/s/.s.PGSQL.65535".length();

  /** Returns this user's directory, and creates it if it does not exist. */
  static InstancesDirectory prepare(ServerUser user) {
    String name = System.getProperty("user.name", "");
    if (!name.matches("[A-Za-z0-9._-]{1,32}")) {
      name = Integer.toString(ServerUser.uid());
    }
    Path parent = parent(user, "pgconform-" + name);
    InstancesDirectory base = new InstancesDirectory(parent.resolve("pgconform-" + name));
    try {
      base.make(user);
    } catch (IOException e) {
      throw new TargetUnavailable("the directory %s cannot be made".formatted(base.path), e);
    }
    return base;
  }

  /**
   * Returns the temporary directory, unless it is too long or not accessible to the server's user.
   */
  private static Path parent(ServerUser user, String name) {
    for (String candidate : new String[] {System.getProperty("java.io.tmpdir"), "/tmp"}) {
      try {
        Path path = Path.of(candidate).toRealPath();
        if (path.resolve(name).toString().length() <= LONGEST && user.canReach(path)) {
          return path;
        }
      } catch (IOException e) {
        // It does not exist, so the next one is tried.
      }
    }
    throw new TargetUnavailable(
        ("a server can use neither the temporary directory %s nor /tmp: the path is too long"
                + " for a Unix-domain socket, or the user of the server cannot access it; set"
                + " java.io.tmpdir")
            .formatted(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Creates the directory; since its parent is writable for everyone, somebody else may have
   * created it.
   */
  private void make(ServerUser user) throws IOException {
    Set<PosixFilePermission> permissions =
        PosixFilePermissions.fromString(user.name().isPresent() ? "rwxr-xr-x" : "rwx------");
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(permissions));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          || (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
              != ServerUser.uid()) {
        throw new TargetUnavailable(
            path + " exists and belongs to someone else: remove it or set java.io.tmpdir");
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }
}
