package pgconform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgconform proxy}: judges poolers and other proxies from both sides. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Judges poolers and other proxies with pgconform at both of their ends, and writes a report.",
      "",
      "FILE is a target file whose command starts the proxy, and tells it by the variables"
          + " backend_host, backend_port and others where the backend is that pgconform plays"
          + " (see docs/judge-a-pooler.md)."
    })
final class ProxyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The proxies to judge.")
  private List<String> files = new ArrayList<>();

  @Mixin private ScenarioOptions scenarios;

  @Mixin private PartOptions part;

  @Mixin private RunOptions options;

  @Override
  public Integer call() throws InterruptedException {
    List<Scenario> all = scenarios.all(Role.PROXY);
    List<Scenario> chosen = part.of(scenarios.chosen(all));
    if (part.gateLater()) {
      options.gateLater();
    }
    return options.runProxies(
        files, chosen, all, part.shard(), scenarios.further(), Optional.empty());
  }
}
