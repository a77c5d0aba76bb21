package pgconform.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.run.Effort;
import pgconform.run.Options;
import pgconform.scenario.Scenario;
import pgconform.selftest.Attempt;
import pgconform.selftest.Fault;
import pgconform.selftest.Faults;
import pgconform.selftest.SelfTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgconform selftest}. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Proves that the scenarios can fail.")
final class SelftestCommand implements Callable<Integer> {
  @Option(names = "--fault", paramLabel = "PATTERN", description = "Only these.")
  private List<String> patterns = List.of();

  @Option(names = "--seed", paramLabel = "S", description = "seed")
  private Long seed;

  @Option(names = "--jobs", paramLabel = "N", description = "servers")
  private int jobs = 2;

  @Mixin private ScenarioOptions scenarios;

  @Override
  public Integer call() throws InterruptedException {
    Options options =
        new Options(
            seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed,
            Effort.SMOKE,
            Effort.SMOKE.tries(),
            4,
            Optional.empty(),
            false,
            Duration.ofDays(1),
            "./pgconform",
            List.of(),
            Optional.empty());
    List<Scenario> chosen = scenarios.chosen();
    SelfTest test = new SelfTest(options, jobs, System.getenv(), Home.folder());
    List<Fault> faults = Faults.all();
    if (patterns.isEmpty()) {
      long t = System.nanoTime();
      test.falseAlarms(chosen).forEach(a -> System.out.println("false alarm: " + a));
      System.out.println((System.nanoTime() - t) / 1_000_000);
    } else {
      faults =
          faults.stream().filter(f -> patterns.stream().anyMatch(f.name()::startsWith)).toList();
      test.attempt(faults, chosen, SelftestCommand::print);
    }
    return 0;
  }

  private static void print(Attempt a) {
    System.out.println(
        a.fault().name()
            + " "
            + a.nanos() / 1_000_000
            + " own "
            + a.caught().size()
            + " "
            + a.caught().stream().map(r -> r.scenario().id()).toList()
            + " red "
            + a.red().stream()
                .filter(r -> !r.scenario().area().equals(a.fault().area()))
                .map(r -> r.scenario().id())
                .toList());
    a.red()
        .forEach(
            r ->
                System.out.println(
                    "    " + r.scenario().id() + " " + r.verdict() + " " + r.message()));
  }
}
