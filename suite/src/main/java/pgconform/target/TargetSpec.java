package pgconform.target;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What the user named as the target of a run. */
public sealed interface TargetSpec permits TargetSpec.Embedded, TargetSpec.Url, TargetSpec.Docker {

  /** How the target is named in reports and messages; never holds a password. */
  String displayName();

  /**
   * Understands {@code embedded}, {@code embedded:18}, {@code embedded:17.2}, {@code docker:IMAGE}
   * and {@code postgresql://...}.
   *
   * @throws BadTarget with one sentence that says what is wrong
   */
  static TargetSpec parse(String text) {
    if (text.equals("embedded")) {
      return new Embedded(PostgresRelease.newest());
    }
    if (text.startsWith("embedded:")) {
      return new Embedded(PostgresRelease.parse(text.substring("embedded:".length())));
    }
    if (text.startsWith("docker:")) {
      return Docker.parse(text.substring("docker:".length()));
    }
    if (ConnectionUrl.looksLike(text)) {
      return new Url(ConnectionUrl.read(text));
    }
    // A mistyped URL may hold a password: only a plain word is repeated.
    String named = text.matches("[A-Za-z0-9_.-]{1,30}") ? Text.quoted(text) : "this";
    throw new BadTarget(
        named
            + " is no target: write embedded, embedded:VERSION, docker:IMAGE"
            + " or a URL that begins with postgresql://");
  }

  /**
   * A server of a given release, downloaded and started by this tool.
   *
   * @param release the release
   */
  record Embedded(PostgresRelease release) implements TargetSpec {
    /** Refuses what is missing. */
    public Embedded {
      Objects.requireNonNull(release);
    }

    @Override
    public String displayName() {
      return "embedded:" + release.version();
    }
  }

  /**
   * A server that runs already.
   *
   * @param url where it is
   */
  record Url(ConnectionUrl url) implements TargetSpec {
    /** Refuses what is missing. */
    public Url {
      Objects.requireNonNull(url);
    }

    @Override
    public String displayName() {
      return url.displayName();
    }

    /** How to reach it; see {@link ConnectionUrl#parse}. */
    public ConnectionSettings settings(Map<String, String> environment, Path home) {
      return url.settings(environment, home);
    }
  }

  /**
   * A server in a container, which cannot be started yet.
   *
   * @param image the image
   */
  record Docker(String image) implements TargetSpec {
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");

    private static Docker parse(String image) {
      if (!IMAGE.matcher(image).matches()) {
        throw new BadTarget("docker: is followed by no name of an image: write docker:postgres:18");
      }
      return new Docker(image);
    }

    @Override
    public String displayName() {
      return "docker:" + image;
    }

    /** Why such a target cannot be had. */
    public TargetUnavailable unavailable() {
      return new TargetUnavailable(
          "containers are not supported yet, so "
              + displayName()
              + " cannot be started: start it yourself and name it by a postgresql:// URL");
    }
  }
}
