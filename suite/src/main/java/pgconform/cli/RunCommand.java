package pgconform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import pgconform.run.Selection;
import pgconform.scenario.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgconform run}: judges servers. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Judges servers and writes a report.",
      "",
      "TARGET is 'embedded' or 'embedded:VERSION' (a real PostgreSQL of that release, started for"
          + " this run), 'postgres:DIR' (the same with the bin directory of a local installation,"
          + " such as a build of your own), 'docker:IMAGE' (a container of that image of"
          + " PostgreSQL), a target file such as my-server.yaml (see docs/target-files.md), or a"
          + " libpq URL such as postgresql://user@host:5432/database; settings that the URL omits"
          + " come from libpq's PG* variables. The default target is embedded."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "The targets to judge.")
  private List<String> targets = new ArrayList<>();

  @Mixin private ScenarioOptions scenarios;

  @Mixin private PartOptions part;

  @Option(
      names = "--gentle",
      description =
          "Skip requirements that can disturb other users of the server, such as malformed"
              + " packets and floods; 'list' shows what each requirement does.")
  private boolean gentle;

  @Mixin private RunOptions options;

  @Override
  public Integer call() throws InterruptedException {
    List<Scenario> all = scenarios.all();
    List<Scenario> wanted = scenarios.chosen(all);
    List<Scenario> chosen = narrowed(() -> gentle ? Selection.gentle(wanted) : wanted);
    if (part.gateLater()) {
      options.gateLater();
    }
    if (gentle) {
      options.gentle(wanted.size() - chosen.size());
    }
    return options.run(
        targets, part.of(chosen), all, part.shard(), scenarios.further(), Optional.empty());
  }

  private static List<Scenario> narrowed(Supplier<List<Scenario>> selection) {
    try {
      return selection.get();
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
