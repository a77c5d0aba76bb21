package pgconform.target.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.target.failure.TargetUnavailable;
import pgconform.wire.Text;

/**
 * A PostgreSQL that is installed on this machine, from a package or from source. Nothing is written
 * to it.
 *
 * @param directory the directory of its programs, or the one whose {@code bin} that is
 */
public record LocalInstallation(Path directory) implements Installation.Source {
  /** Matches PostgreSQL's version number, without additions of a build or a distribution. */
  private static final Pattern VERSION =
      Pattern.compile("(?m)^postgres .*PostgreSQL\\)? (\\d{1,2}(?:\\.\\d{1,2}){0,2})");

  private static final int LONGEST_ANSWER = 4_000;

  /** The first bytes of an ELF file. */
  private static final int ELF = 0x7f454c46;

  @Override
  public Installation find() {
    ServerUser user = ServerUser.detect();
    Path bin = bin();
    for (String name : List.of("postgres", "initdb")) {
      Path program = bin.resolve(name);
      if (!Files.isRegularFile(program)) {
        throw new TargetUnavailable(
            "%s holds no %s: name the bin directory of an installation of PostgreSQL"
                .formatted(bin, name));
      }
      if (!Files.isExecutable(program)) {
        throw new TargetUnavailable("%s is not executable".formatted(program));
      }
    }
    if (!user.canReach(bin)) {
      throw new TargetUnavailable(
          "the server runs as %s, who cannot read %s; run pgconform as an ordinary user, or move"
                  .formatted(user.name().orElse("this user"), bin)
              + " the installation");
    }
    return new Installation(version(bin.resolve("postgres"), user), bin, Optional.empty());
  }

  private Path bin() {
    try {
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new TargetUnavailable("%s is not a directory".formatted(directory));
      }
      Path bin = real.resolve("bin");
      return Files.isDirectory(bin) ? bin.toRealPath() : real;
    } catch (IOException e) {
      throw new TargetUnavailable("the directory %s does not exist".formatted(directory), e);
    }
  }

  private static String version(Path postgres, ServerUser user) {
    String said;
    try {
      Path log = Files.createTempFile("pgconform", ".version");
      try {
        List<String> command = List.of(postgres.toString(), "--version");
        new ChildProcesses(user)
            .run(String.join(" ", command), command, ProcessLauncher.NOTHING, log);
        said = new LogFile(log).end(LONGEST_ANSWER);
      } catch (TargetUnavailable e) {
        throw isForAnotherProcessor(postgres)
            ? new TargetUnavailable("%s is built for another processor".formatted(postgres), e)
            : e;
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new TargetUnavailable("%s --version cannot be read".formatted(postgres), e);
    }
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      String first = said.lines().findFirst().orElse("");
      throw new TargetUnavailable(
          "%s is not a server of PostgreSQL: with --version it prints %s"
              .formatted(postgres, Text.quoted(first)));
    }
    return version.group(1);
  }

  /**
   * Returns whether a program is for another processor, which the system does not report because it
   * runs it as a shell script.
   */
  private static boolean isForAnotherProcessor(Path program) {
    try {
      Optional<Short> machine = elfMachine(program);
      return machine.isPresent() && !machine.equals(elfMachine(Path.of("/proc/self/exe")));
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Short> elfMachine(Path program) throws IOException {
    try (InputStream in = Files.newInputStream(program)) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(20));
      return header.limit() == 20 && header.getInt() == ELF
          ? Optional.of(header.getShort(18))
          : Optional.empty();
    }
  }
}
