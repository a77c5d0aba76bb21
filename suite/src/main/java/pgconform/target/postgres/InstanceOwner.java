package pgconform.target.postgres;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import pgconform.target.process.Processes;

/**
 * The process that owns an instance. It is recorded, so that a later run can find out whether it
 * still exists.
 *
 * @param pid the process ID
 * @param start when it started, which distinguishes it from another process with the same ID
 * @param boot the boot of the system that it belongs to
 * @param namespace the namespace of the process ID
 */
record InstanceOwner(long pid, String start, String boot, String namespace) {
  /** Returns this process. */
  static InstanceOwner self() {
    long pid = ProcessHandle.current().pid();
    return new InstanceOwner(pid, Processes.startOf(pid).orElse(""), thisBoot(), thisNamespace());
  }

  /** Reads an owner from a file; empty if there is none. */
  static Optional<InstanceOwner> read(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
      return Optional.of(
          new InstanceOwner(
              Long.parseLong(properties.getProperty("pid", "")),
              properties.getProperty("start", ""),
              properties.getProperty("boot", ""),
              properties.getProperty("namespace", "")));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the text to record. */
  String text() {
    return "pid=%d%nstart=%s%nboot=%s%nnamespace=%s%n".formatted(pid, start, boot, namespace);
  }

  /**
   * Returns whether the process has certainly ended. A process in another container that shares the
   * directory cannot be seen, and counts as running.
   */
  boolean isGone() {
    if (!boot.equals(thisBoot())) {
      return true;
    }
    if (!namespace.equals(thisNamespace())) {
      return false;
    }
    return ProcessHandle.of(pid).filter(Processes::isRunning).isEmpty()
        || !Processes.startOf(pid).equals(Optional.of(start));
  }

  private static String thisBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String thisNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
