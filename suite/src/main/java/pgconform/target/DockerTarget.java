package pgconform.target;

import java.nio.file.Path;
import java.util.Map;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.postgres.ContainerServer;
import pgconform.target.postgres.ServerSettings;
import pgconform.target.probe.ServerUnderTest;

/**
 * A server in a container that is started for the run.
 *
 * @param image the name of the image: the official one of PostgreSQL, or a compatible one
 * @param settings the user's settings in postgresql.conf
 */
public record DockerTarget(String image, ServerSettings settings) implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind("docker:IMAGE", "(?s)docker:.*", "docker:", "", DockerTarget::parse);

  private static final String LIBRARY = "org/testcontainers/postgresql/PostgreSQLContainer.class";

  private static DockerTarget parse(String words) {
    int question = words.indexOf('?');
    String named = question < 0 ? words : words.substring(0, question);
    String image = named.substring("docker:".length());
    if (!image.matches("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}")) {
      throw new BadTarget(
          "docker: must be followed by the name of an image, such as docker:postgres:18");
    }
    return new DockerTarget(image, ServerSettings.parse(words.substring(named.length())));
  }

  @Override
  public String displayName() {
    return "docker:" + image + settings;
  }

  @Override
  public ServerUnderTest open(Map<String, String> environment, Path home) {
    // The executable jar, and builds that judge with JUnit, do not include the library, which is
    // large.
    if (DockerTarget.class.getClassLoader().getResource(LIBRARY) == null) {
      throw new TargetUnavailable(
          ("docker:%s needs the library Testcontainers, which is not here: use ./pgconform of"
                      + " a checkout,")
                  .formatted(image)
              + " or add org.testcontainers:testcontainers-postgresql to your build");
    }
    return ContainerServer.start(image, settings);
  }
}
