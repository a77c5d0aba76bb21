package pgconform.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import picocli.CommandLine.IVersionProvider;

/** The version of this program. */
final class Version implements IVersionProvider {
  private static final String COMMIT = "Build-Commit";

  /** Returns the version in the manifest; {@code development} when run from classes. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "pgconform " + number() + commit().map(commit -> " (" + commit + ")").orElse("")
    };
  }

  /**
   * Returns the commit that the executable jar was built from; empty for anything but such a jar.
   */
  private static Optional<String> commit() {
    try {
      Path own = Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(own)) {
        return Optional.empty();
      }
      try (JarFile jar = new JarFile(own.toFile())) {
        return Optional.ofNullable(jar.getManifest())
            .map(manifest -> manifest.getMainAttributes().getValue(COMMIT))
            .filter(commit -> !commit.isBlank() && !commit.contains("${"));
      }
    } catch (IOException | URISyntaxException e) {
      return Optional.empty();
    }
  }
}
