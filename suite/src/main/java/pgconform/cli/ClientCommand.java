package pgconform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.target.client.ClientTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pgconform client}: judges drivers and other clients. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Judges how drivers and other clients start up and cancel, and writes a report.",
      "",
      "CLIENT is the name of a folder in ci/clients, such as psql or pgjdbc, with a version where"
          + " the client has several: pgjdbc:42.7.3. Behind --, the rest of the command line is"
          + " the command of a client program (see docs/client-programs.md)."
    })
final class ClientCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CLIENT",
      arity = "0..*",
      description = "The clients to judge, or -- and the command of a client program.")
  private List<String> words = new ArrayList<>();

  @Mixin private ScenarioOptions scenarios;

  @Mixin private PartOptions part;

  @Option(
      names = "--check",
      description =
          "Judge nothing, but check whether the client programs keep the contract of"
              + " docs/client-programs.md; exit status 1 if one does not.")
  private boolean check;

  @Mixin private RunOptions options;

  @Override
  public Integer call() throws InterruptedException {
    List<ClientTarget> clients =
        ClientWords.clients(words, spec.commandLine().getParseResult().originalArgs());
    if (check) {
      return ContractReport.of(clients);
    }
    List<Scenario> all = scenarios.all(Role.CLIENT);
    List<Scenario> chosen = part.of(scenarios.chosen(all));
    if (part.gateLater()) {
      options.gateLater();
    }
    return options.runClients(
        List.copyOf(clients), chosen, all, part.shard(), scenarios.further(), Optional.empty());
  }
}
