package pgconform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;
import pgconform.target.TargetSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code pgconform replay}: runs scenario files, such as those that a report keeps for each
 * failure.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Runs one scenario file, such as the file that a report contains in traces/ for each"
            + " failure.")
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The scenario file.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "TARGET",
      arity = "0..*",
      description =
          "The targets to judge, written as for the command that judges the role of the scenario:"
              + " run, proxy or client. The command of a client program stands behind --.")
  private List<String> targets = List.of();

  @Mixin private RunOptions options;

  @Override
  public Integer call() throws InterruptedException {
    if (!Files.isReadable(file)) {
      throw new WrongUsage(
          Files.exists(file)
              ? "the file %s cannot be read".formatted(file)
              : "the file %s does not exist".formatted(file));
    }
    try {
      List<Scenario> scenarios = ScenarioLibrary.load(List.of(file));
      Optional<Path> replayed = Optional.of(file);
      return switch (scenarios.get(0).role()) {
        case SERVER ->
            options.run(targets, scenarios, scenarios, Optional.empty(), List.of(), replayed);
        case CLIENT ->
            options.runClients(
                clients(), scenarios, scenarios, Optional.empty(), List.of(), replayed);
        case PROXY ->
            options.runProxies(
                targets, scenarios, scenarios, Optional.empty(), List.of(), replayed);
      };
    } catch (ScenarioException e) {
      throw new WrongUsage(e.getMessage());
    } catch (IOException e) {
      throw new WrongUsage("the file %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private List<TargetSpec> clients() {
    return ClientWords.targets(targets, spec.commandLine().getParseResult().originalArgs());
  }
}
