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

/**
 * Makes data directories with all roles in them. That takes a second and the result is always the
 * same, so it is done once and kept beside the binaries to be copied from.
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
      // The server's user copies its own files, with no help of root's.
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

  /** Makes a standby of it that nobody sends anything to: it recovers, and never gets done. */
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

  /** The directory to copy, made if it is not there yet; empty if there is no place to keep it. */
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
            // Two levels: only the lower one is the server's user's.
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
    // Any mistake ends a single-user server that is told so; else it would just go on.
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

  /** Tells apart what other versions of this tool have prepared. */
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
