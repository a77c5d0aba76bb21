package pgconform.target.postgres;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import pgconform.target.failure.TargetUnavailable;

/**
 * Gets the artifacts with binaries of PostgreSQL as Maven does: from the local repository, or else
 * from the repositories, mirrors and proxies of the user's settings.
 */
final class MavenBinaries {
  private static final String GROUP = "io.zonky.test.postgres";

  private MavenBinaries() {}

  /** Returns the jar of a release, and downloads it if necessary. */
  static Path jar(PostgresRelease release, Platform platform) {
    Artifact artifact =
        new DefaultArtifact(GROUP, platform.artifactId(), "jar", release.artifactVersion());
    try (Context plain = Runtimes.INSTANCE.getRuntime().create(overrides())) {
      Context context = obeyingOffline(plain);
      try {
        return context
            .repositorySystem()
            .resolveArtifact(
                context.repositorySystemSession(),
                new ArtifactRequest(artifact, context.remoteRepositories(), null))
            .getArtifact()
            .getFile()
            .toPath();
      } catch (ArtifactResolutionException e) {
        throw unavailable(release, artifact, context, e);
      }
    } catch (TargetUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      // For example, the settings cannot be read. The message may contain credentials, so it is not
      // shown.
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new TargetUnavailable(
          "PostgreSQL %s is not available: Maven's settings or local repository cannot be used (%s)"
              .formatted(release.version(), root.getClass().getSimpleName()),
          e);
    }
  }

  /**
   * Returns the exception, which names repositories by their ids because an address may contain
   * credentials.
   */
  private static TargetUnavailable unavailable(
      PostgresRelease release, Artifact artifact, Context context, ArtifactResolutionException e) {
    RepositorySystemSession session = context.repositorySystemSession();
    String remote =
        context.remoteRepositories().stream()
            .map(RemoteRepository::getId)
            .collect(Collectors.joining(", "));
    String reason =
        session.isOffline()
            ? "Maven is set to be offline"
            : e.getResult() != null && e.getResult().isMissing()
                ? "the Maven repositories (" + remote + ") do not have it"
                : "the Maven repositories (" + remote + ") could not be reached";
    return new TargetUnavailable(
        ("PostgreSQL %s is not available: %s is not in the local Maven repository %s and %s; a"
                + " machine with access to Maven Central, or a local repository filled on one, is"
                + " needed")
            .formatted(
                release.version(), artifact, session.getLocalRepository().getBasedir(), reason),
        e);
  }

  private static ContextOverrides overrides() {
    ContextOverrides.Builder overrides = ContextOverrides.create().withUserSettings(true);
    Optional.ofNullable(System.getProperty("maven.repo.local"))
        .filter(path -> !path.isEmpty())
        .ifPresent(path -> overrides.withLocalRepositoryOverride(Path.of(path).toAbsolutePath()));
    if (System.getenv("MAVEN_HOME") == null && System.getProperty("maven.home") == null) {
      installedMaven().ifPresent(overrides::withMavenSystemHomeOverride);
    }
    return overrides.build();
  }

  /** Applies the setting offline, which MIMA leaves to its caller. */
  private static Context obeyingOffline(Context context) {
    DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
    request.setUserSettingsFile(context.mavenUserHome().settingsXml().toFile());
    if (context.mavenSystemHome() != null) {
      request.setGlobalSettingsFile(context.mavenSystemHome().settingsXml().toFile());
    }
    try {
      boolean offline =
          new DefaultSettingsBuilderFactory()
              .newInstance()
              .build(request)
              .getEffectiveSettings()
              .isOffline();
      return offline
          ? context.customize(context.contextOverrides().toBuilder().offline(true).build())
          : context;
    } catch (SettingsBuildingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Finds the Maven installation, whose settings count as well, by its command mvn, which is not
   * run.
   */
  private static Optional<Path> installedMaven() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String directory : path.split(File.pathSeparator, -1)) {
      try {
        Path command = Path.of(directory, "mvn");
        if (!directory.isEmpty() && Files.isExecutable(command)) {
          Path home = command.toRealPath().getParent().getParent();
          if (home != null && Files.isRegularFile(home.resolve("conf").resolve("settings.xml"))) {
            return Optional.of(home);
          }
        }
      } catch (IOException | InvalidPathException e) {
        // This is not a directory that could contain a command.
      }
    }
    return Optional.empty();
  }
}
