package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.target.process.Polling;
import pgconform.target.process.Processes;
import pgconform.target.process.RecursiveDelete;

/**
 * Ends and removes the instances whose owner was killed, or has ended in another way without doing
 * so.
 */
final class Reaper {
  /** The time after which a directory without an owner is not one that is just being created. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final Duration BOUND = Duration.ofSeconds(8);

  private Reaper() {}

  /** Ends and removes the abandoned instances of a user, and returns their number. */
  static int reap(InstancesDirectory base) {
    int reaped = 0;
    try (DirectoryStream<Path> instances = Files.newDirectoryStream(base.path())) {
      for (Path path : instances) {
        InstanceDirectory instance = new InstanceDirectory(path);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && isAbandoned(instance)) {
          end(instance);
          RecursiveDelete.delete(path);
          reaped++;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another process may be removing the same instance; the next start removes what is left.
      return reaped;
    }
    return reaped;
  }

  private static boolean isAbandoned(InstanceDirectory instance) throws IOException {
    Optional<InstanceOwner> owner = InstanceOwner.read(instance.owner());
    return owner.isPresent()
        ? owner.get().isGone()
        : Files.getLastModifiedTime(instance.path(), LinkOption.NOFOLLOW_LINKS)
            .toInstant()
            .isBefore(Instant.now().minus(GRACE));
  }

  /** Ends the processes that use the instance's data directory, and only those. */
  private static void end(InstanceDirectory instance) {
    List<ProcessHandle> servers = Processes.ofDataDirectory(instance.data());
    List<ProcessHandle> all =
        servers.stream()
            .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
            .toList();
    servers.forEach(server -> Processes.signal("QUIT", server));
    if (!Polling.until(BOUND, () -> all.stream().noneMatch(Processes::isRunning))) {
      all.forEach(ProcessHandle::destroyForcibly);
      Polling.until(BOUND, () -> all.stream().noneMatch(Processes::isRunning));
    }
  }
}
