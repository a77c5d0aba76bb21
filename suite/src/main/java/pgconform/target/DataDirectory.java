package pgconform.target;

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

/**
 * Makes data directories with all roles in them. That takes a second and the result is always the
 * same, so it is done once and kept beside the binaries to be copied from.
 */
final class DataDirectory {
  private static final List<String> OPTIONS =
      List.of("-U", Roles.SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--nosync");

  private final Binaries binaries;
  private final ServerUser user;
  private final Children children;

  DataDirectory(Binaries binaries, ServerUser user, Children children) {
    this.binaries = binaries;
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
          Launcher.NOTHING,
          instance.setupLog());
    } catch (IOException e) {
      throw new TargetUnavailable(
          "the data directory of PostgreSQL %s could not be made (%s)"
              .formatted(binaries.release(), e),
          e);
    }
  }

  /** Makes a standby of it that nobody sends anything to: it recovers, and never gets done. */
  void makeStandby(InstanceDirectory instance) {
    Path file = instance.standby(binaries.release());
    try {
      Files.writeString(file, binaries.release().major() >= 12 ? "" : "standby_mode = on\n");
    } catch (IOException e) {
      throw new TargetUnavailable("%s could not be written".formatted(file), e);
    }
    children.run(
        "making a standby",
        List.of("cp", file.toString(), instance.data().toString()),
        Launcher.NOTHING,
        instance.setupLog());
  }

  /** The directory to copy, made if it is not there yet; empty if there is no place to keep it. */
  private Optional<Path> template() throws IOException {
    Path directory = binaries.home().getParent();
    Path template =
        directory.resolve(
            binaries.home().getFileName()
                + "-data-"
                + recipe()
                + user.name().map(name -> "-" + name).orElse(""));
    if (Files.isDirectory(template)) {
      return Optional.of(template);
    }
    if (!Files.isWritable(directory)) {
      return Optional.empty();
    }
    Locked.during(
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
              Trees.delete(fresh);
            }
          }
          return template;
        });
    return Optional.of(template);
  }

  private void initialise(Path data, Path scratch, Path log) throws IOException {
    List<String> initdb = new ArrayList<>(List.of(binaries.initdb(), "-D", data.toString()));
    initdb.addAll(OPTIONS);
    children.run("initdb", initdb, Launcher.NOTHING, log);
    Path script = scratch.resolve("roles.sql");
    Files.writeString(script, String.join("\n", Roles.commands(binaries.release())) + "\n");
    // Any mistake ends a single-user server that is told so; else it would just go on.
    children.run(
        "making the roles",
        List.of(
            binaries.postgres(),
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
    String text = OPTIONS + "\n" + Roles.commands(binaries.release());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
