package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who a server runs as: PostgreSQL refuses to run as root, which becomes another user for it. */
final class Account {
  private Account() {}

  /** Whether this process is root's. */
  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static UserPrincipal user() throws IOException {
    var users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
    try {
      return users.lookupPrincipalByName("postgres");
    } catch (UserPrincipalNotFoundException e) {
      return users.lookupPrincipalByName("nobody");
    }
  }

  /** A program that runs as the server does, and that the kernel ends with the calling thread. */
  static ProcessBuilder builder(List<String> command) throws IOException {
    List<String> options = new ArrayList<>(List.of("--pdeathsig", "INT"));
    if (isRoot()) {
      String name = user().getName();
      String group = name.equals("nobody") ? "nogroup" : name;
      options.addAll(List.of("--reuid", name, "--regid", group, "--clear-groups"));
    }
    return tied(options, command);
  }

  /** A program that the kernel ends with the calling thread. */
  static ProcessBuilder tied(List<String> command) {
    return tied(List.of("--pdeathsig", "TERM"), command);
  }

  private static ProcessBuilder tied(List<String> options, List<String> command) {
    List<String> full = new ArrayList<>(List.of("setpriv"));
    full.addAll(options);
    full.add("--");
    full.addAll(command);
    return new ProcessBuilder(full)
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile());
  }

  /** Runs a program to its end. */
  static void run(Path log, List<String> command) throws IOException, InterruptedException {
    int status = builder(command).redirectOutput(log.toFile()).start().waitFor();
    if (status != 0) {
      throw new IOException(
          "%s ends with status %d: %s".formatted(command, status, Files.readString(log)));
    }
  }

  /** Makes a directory that only the server gets into. */
  static void makeDirectory(Path path) throws IOException {
    FileAttribute<Set<PosixFilePermission>> mode =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectory(path, mode);
    own(path);
  }

  /** Gives a file to the server. */
  static void own(Path path) throws IOException {
    if (isRoot()) {
      Files.setOwner(path, user());
    }
  }
}
