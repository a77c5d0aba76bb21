package pgconform.target.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.RecursiveDelete;

/**
 * Creates data directories that contain the roles. Since this takes a second and the result is
 * always the same, one is created, kept, and copied from then on.
 */
final class DataDirectory {
  private static final List<String> OPTIONS =
      List.of("-U", Roles.SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--nosync");

  private final Installation installation;
  private final ServerUser user;
  private final ChildProcesses children;

  DataDirectory(Installation installation, ServerUser user, ChildProcesses children) {
    this.installation = installation;
    this.user = user;
    this.children = children;
  }

  /** Fills the data directory of an instance. */
  void make(InstanceDirectory instance) {
    try {
      Optional<Path> template = template();
      if (template.isEmpty()) {
        initialise(instance.data(), instance.path(), instance.setupLog());
        return;
      }
      // The server's user copies its own files, so that root is not involved.
      children.run(
          "copying the prepared data directory",
          List.of("cp", "-Rp", template.get() + "/.", instance.data().toString()),
          ProcessLauncher.NOTHING,
          instance.setupLog());
    } catch (IOException e) {
      throw new TargetUnavailable(
          "the data directory of PostgreSQL %s could not be made (%s)"
              .formatted(installation.version(), e),
          e);
    }
  }

  /** Turns it into a standby, which is in recovery forever because no primary sends it anything. */
  void makeStandby(InstanceDirectory instance) {
    Path file = instance.standby(installation.major());
    try {
      Files.writeString(file, installation.major() >= 12 ? "" : "standby_mode = on\n");
    } catch (IOException e) {
      throw new TargetUnavailable("%s could not be written".formatted(file), e);
    }
    children.run(
        "making a standby",
        List.of("cp", file.toString(), instance.data().toString()),
        ProcessLauncher.NOTHING,
        instance.setupLog());
  }

  /**
   * Returns the directory to copy, and creates it if necessary; empty if there is no place to keep
   * it.
   */
  private Optional<Path> template() throws IOException {
    Optional<Path> beginning = installation.prepared();
    if (beginning.isEmpty()) {
      return Optional.empty();
    }
    String suffix = "-" + recipe() + user.name().map(name -> "-" + name).orElse("");
    Path template = beginning.get().resolveSibling(beginning.get().getFileName() + suffix);
    Path directory = template.getParent();
    if (Files.isDirectory(template)) {
      return Optional.of(template);
    }
    if (!Files.isWritable(directory)) {
      return Optional.empty();
    }
    FileMutex.during(
        directory.resolve(".lock"),
        () -> {
          if (!Files.isDirectory(template)) {
            BinaryCache.clear(directory);
            // Only the inner directory belongs to the server's user.
            Path fresh = BinaryCache.temporary(directory);
            Path data = Files.createDirectory(fresh.resolve("data"));
            try {
              user.own(data);
              initialise(data, fresh, fresh.resolve("setup.log"));
              Files.move(data, template, StandardCopyOption.ATOMIC_MOVE);
            } finally {
              RecursiveDelete.delete(fresh);
            }
          }
          return template;
        });
    return Optional.of(template);
  }

  private void initialise(Path data, Path scratch, Path log) throws IOException {
    List<String> initdb =
        new ArrayList<>(List.of(installation.initdb().toString(), "-D", data.toString()));
    initdb.addAll(OPTIONS);
    children.run("initdb", initdb, ProcessLauncher.NOTHING, log);
    Path script = scratch.resolve("roles.sql");
    Files.writeString(script, String.join("\n", Roles.commands(installation.major())) + "\n");
    // With this setting, an error ends the single-user server instead of being ignored.
    children.run(
        "making the roles",
        List.of(
            installation.postgres().toString(),
            "--single",
            "-F",
            "-c",
            "exit_on_error=on",
            "-D",
            data.toString(),
            "template1"),
        script.toFile(),
        log);
  }

  /**
   * Returns a digest that differs between versions of this tool that prepare different contents.
   */
  private String recipe() {
    String text = OPTIONS + "\n" + Roles.commands(installation.major());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
