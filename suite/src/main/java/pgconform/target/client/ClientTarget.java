package pgconform.target.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import pgconform.exchange.Subject;
import pgconform.link.ServerTls;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.Spelling;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.postgres.OwnCertificate;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;
import pgconform.target.process.RecursiveDelete;

/**
 * A client program, by name or by its command.
 *
 * @param displayName the name in reports
 * @param commandLine the words that name it on a command line
 * @param command the command that starts it
 * @param output the output on its standard error
 */
public record ClientTarget(
    String displayName, String commandLine, List<String> command, Optional<CommandOutput> output)
    implements TargetSpec {
  /** The time that an answer may take. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The time for the first answer, since the first start may have to fetch a driver. */
  private static final Duration GREETING = Duration.ofMinutes(3);

  /** The number of scenarios that are judged at the same time, each with a separate program. */
  private static final int PROGRAMS = 4;

  /** The file in a client's folder that starts its program. */
  private static final String RUN = "run";

  /**
   * Returns a client of the collection.
   *
   * @param words its name, possibly with a version: {@code NAME[:VERSION]}
   * @param folder the folder of the collection
   * @throws BadTarget with one sentence, if there is no client of that name
   */
  public static ClientTarget named(String words, Path folder) {
    int colon = words.indexOf(':');
    String name = colon < 0 ? words : words.substring(0, colon);
    Path program = folder.resolve(name).resolve(RUN);
    if (!name.matches("[a-z0-9][a-z0-9_.-]*") || !Files.isExecutable(program)) {
      throw new BadTarget(
          Spelling.nearest(name, names(folder))
              .map(meant -> "there is no client '%s'; did you mean '%s'?".formatted(name, meant))
              .orElseGet(
                  () ->
                      "there is no client '%s': write %s, or -- and the command of a client program"
                          .formatted(name, String.join(", ", names(folder)))));
    }
    List<String> version = colon < 0 ? List.of() : List.of(words.substring(colon + 1));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(version);
    return new ClientTarget(words, words, command, Optional.of(new CommandOutput()));
  }

  /** Returns a client program with this command. */
  public static ClientTarget of(List<String> command) {
    String words = String.join(" ", command);
    return new ClientTarget(words, "-- " + words, command, Optional.of(new CommandOutput()));
  }

  private static List<String> names(Path folder) {
    try (var all = Files.list(folder)) {
      return all.filter(each -> Files.isExecutable(each.resolve(RUN)))
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of("a name of ci/clients");
    }
  }

  @Override
  public Role role() {
    return Role.CLIENT;
  }

  @Override
  public Optional<String> opening() {
    return Optional.of("starting " + displayName);
  }

  @Override
  public Optional<ProbedTarget> ready(Consumer<String> progress) {
    Path directory = directory();
    try {
      OwnCertificate certificate = OwnCertificate.in(directory);
      ProgramPool pool =
          new ProgramPool(
              commandLine,
              command,
              directory,
              output.orElseGet(CommandOutput::new),
              PROGRAMS,
              GREETING);
      try {
        ProgramPool.Greeting greeting = pool.greet();
        Subject.Client subject =
            new Subject.Client(
                new Subject.Facts(displayName, Profile.PROTOCOL, Set.of(), Optional.empty(), LIMIT),
                pool::lend,
                new ServerTls(certificate.context()),
                certificate.authority());
        return Optional.of(
            new ProbedTarget(
                subject,
                greeting.driver(),
                "",
                greeting.can(),
                2 * PROGRAMS,
                Optional.empty(),
                () -> {
                  pool.close();
                  remove(directory);
                }));
      } catch (RuntimeException e) {
        pool.close();
        throw e;
      }
    } catch (RuntimeException e) {
      remove(directory);
      throw e;
    }
  }

  static void remove(Path directory) {
    try {
      RecursiveDelete.delete(directory);
    } catch (IOException e) {
      // It is a temporary directory, which the system will remove.
    }
  }

  static Path directory() {
    try {
      return Files.createTempDirectory("pgconform-client-");
    } catch (IOException e) {
      throw new TargetUnavailable("no temporary directory can be made: " + e.getMessage(), e);
    }
  }

  /** Always fails: a client connects to pgconform, and cannot be reached. */
  @Override
  public ServerUnderTest open(Map<String, String> environment, Path home) {
    throw new BadTarget(displayName + " is a client program and no server");
  }
}
