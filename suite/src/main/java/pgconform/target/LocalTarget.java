package pgconform.target;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import pgconform.target.failure.BadTarget;
import pgconform.target.postgres.LocalInstallation;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.postgres.ServerSettings;

/**
 * A server that is started for the run with the programs of a local installation.
 *
 * @param directory the directory of its programs, or the one whose {@code bin} that is
 * @param settings the user's settings in postgresql.conf
 */
public record LocalTarget(Path directory, ServerSettings settings) implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind(
          "postgres:DIR",
          "(?s)postgres:(?!//).*",
          "postgres:",
          "postgres:(//.*)?",
          LocalTarget::parse);

  private static LocalTarget parse(String words) {
    int question = words.indexOf('?');
    String named = question < 0 ? words : words.substring(0, question);
    String directory = named.substring("postgres:".length());
    // Text that looks like the credentials of a mistyped URL is not treated as a name, which would
    // be shown.
    if (directory.isEmpty() || directory.matches("(?s).*(:.*@|\\p{Cntrl}).*")) {
      throw new BadTarget(
          "postgres: is not followed by a directory: write postgres:DIR with the bin directory of"
              + " an installation, or a URL that begins with postgresql://");
    }
    ServerSettings settings = ServerSettings.parse(words.substring(named.length()));
    try {
      return new LocalTarget(Path.of(directory), settings);
    } catch (InvalidPathException e) {
      throw new BadTarget("the text after postgres: is not a valid path");
    }
  }

  @Override
  public String displayName() {
    return "postgres:" + directory + settings;
  }

  @Override
  public Optional<String> opening() {
    return Optional.of("starting PostgreSQL in " + directory);
  }

  @Override
  public PostgresServer open(Map<String, String> environment, Path home) {
    return PostgresServer.start(new LocalInstallation(directory), settings);
  }
}
