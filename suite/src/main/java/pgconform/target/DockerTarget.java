package pgconform.target;

import java.nio.file.Path;
import java.util.Map;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.probe.RunningServer;

/**
 * A server in a container, which cannot be started yet.
 *
 * @param image the name of the image
 */
public record DockerTarget(String image) implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind("docker:IMAGE", "(?s)docker:.*", "docker:", "", DockerTarget::parse);

  private static DockerTarget parse(String words) {
    String image = words.substring("docker:".length());
    if (!image.matches("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}")) {
      throw new BadTarget(
          "docker: is not followed by the name of an image: write docker:postgres:18");
    }
    return new DockerTarget(image);
  }

  @Override
  public String displayName() {
    return "docker:" + image;
  }

  @Override
  public RunningServer open(Map<String, String> environment, Path home) {
    throw new TargetUnavailable(
        "containers are not supported yet, so "
            + displayName()
            + " cannot be started: start it yourself and name it by a postgresql:// URL");
  }
}
