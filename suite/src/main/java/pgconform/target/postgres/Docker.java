package pgconform.target.postgres;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;
import pgconform.target.failure.TargetUnavailable;
import pgconform.wire.Text;

/** The Docker daemon that Testcontainers finds, and the images that it has. */
final class Docker {
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final int LONGEST_REASON = 300;

  private Docker() {}

  /** Returns a client of the daemon. */
  static DockerClient client(String image) {
    try {
      return DockerClientFactory.instance().client();
    } catch (RuntimeException | LinkageError e) {
      throw new TargetUnavailable(
          "docker:%s needs a Docker daemon, and none answers: start Docker, or set DOCKER_HOST"
              .formatted(image),
          e);
    }
  }

  /**
   * Pulls an image that the daemon does not have yet.
   *
   * @param progress called with the current action, in a few words
   */
  static void fetch(DockerClient client, String image, Consumer<String> progress) {
    DockerImageName wanted;
    try {
      wanted = ImageNameSubstitutor.instance().apply(DockerImageName.parse(image));
      wanted.assertValid();
    } catch (IllegalArgumentException e) {
      throw new TargetUnavailable("docker:" + image + " is not the name of an image", e);
    }
    String name = wanted.asCanonicalNameString();
    try {
      client.inspectImageCmd(name).exec();
    } catch (NotFoundException e) {
      progress.accept("pulling " + name + " ...");
      pull(client, name, progress);
    }
  }

  private static void pull(DockerClient client, String name, Consumer<String> progress) {
    try (Pull pull = client.pullImageCmd(name).exec(new Pull())) {
      long before = -1;
      long since = System.nanoTime();
      while (!pull.awaitCompletion(PROGRESS.toSeconds(), TimeUnit.SECONDS)) {
        long now = pull.octets();
        if (now == before && System.nanoTime() - since > SILENCE.toNanos()) {
          throw new TargetUnavailable(
              "the pull of image %s has made no progress for %d s"
                  .formatted(name, SILENCE.toSeconds()));
        } else if (now != before) {
          before = now;
          since = System.nanoTime();
        }
        progress.accept("pulling %s: %d MB".formatted(name, now / 1_000_000));
      }
      pull.failure().ifPresent(why -> refuse(name, why, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TargetUnavailable("the pull of the image " + name + " was interrupted", e);
    } catch (TargetUnavailable e) {
      throw e;
    } catch (Exception e) {
      // The exceptions of the client for an answer of the daemon are not declared, and neither is
      // close().
      refuse(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static void refuse(String name, String why, Exception cause) {
    throw new TargetUnavailable(
        "the image %s cannot be pulled: %s".formatted(name, reason(why)), cause);
  }

  /**
   * Returns the reason in an answer of the daemon, such as {@code Status 404: {"message":"..."}}.
   */
  static String reason(String why) {
    String message = why.replaceFirst("(?s).*\"message\"\\s*:\\s*\"(.*)\"\\s*\\}.*", "$1");
    String line = message.replace("\\\"", "\"").replaceAll("\\s+", " ").strip();
    return Text.printable(line, LONGEST_REASON);
  }

  /** Receives the messages of the daemon during a pull. */
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
    private final Map<String, Long> layers = new ConcurrentHashMap<>();
    private volatile String failure;

    @Override
    public void onNext(PullResponseItem item) {
      if (item.getErrorDetail() != null) {
        failure = String.valueOf(item.getErrorDetail().getMessage());
      }
      if (item.getId() != null
          && item.getProgressDetail() != null
          && item.getProgressDetail().getCurrent() != null
          && "Downloading".equals(item.getStatus())) {
        layers.put(item.getId(), item.getProgressDetail().getCurrent());
      }
    }

    long octets() {
      return layers.values().stream().mapToLong(Long::longValue).sum();
    }

    Optional<String> failure() {
      return Optional.ofNullable(failure);
    }
  }
}
