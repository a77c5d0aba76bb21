package pgconform.target;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import pgconform.target.failure.BadTarget;
import pgconform.target.postgres.PostgresRelease;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.postgres.ServerSettings;

/**
 * A server of a given release, downloaded and started for the run.
 *
 * @param release the release
 * @param settings the user's settings in postgresql.conf
 */
public record EmbeddedTarget(PostgresRelease release, ServerSettings settings)
    implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind(
          "embedded, embedded:VERSION",
          "(?s)embedded([:?].*)?",
          "embedded:",
          "embedded:(\\d+|9\\.\\d)?",
          EmbeddedTarget::parse);

  private static EmbeddedTarget parse(String words) {
    int question = words.indexOf('?');
    String named = question < 0 ? words : words.substring(0, question);
    if (named.equals("embedded:")) {
      throw new BadTarget(
          "embedded: is not followed by a release: write embedded:%s, or embedded for the newest one"
              .formatted(PostgresRelease.newest().series()));
    }
    PostgresRelease release =
        named.equals("embedded")
            ? PostgresRelease.newest()
            : PostgresRelease.parse(named.substring("embedded:".length()));
    return new EmbeddedTarget(release, ServerSettings.parse(words.substring(named.length())));
  }

  @Override
  public String displayName() {
    return "embedded:" + release.version() + settings;
  }

  @Override
  public Optional<String> opening() {
    return Optional.of("starting PostgreSQL " + release.version());
  }

  @Override
  public PostgresServer open(Map<String, String> environment, Path home) {
    return start();
  }

  /** Starts such a server. */
  public PostgresServer start() {
    return PostgresServer.start(release, settings);
  }
}
