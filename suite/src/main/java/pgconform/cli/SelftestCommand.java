package pgconform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.report.Plural;
import pgconform.run.Options;
import pgconform.run.Result;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;
import pgconform.selftest.Fault;
import pgconform.selftest.FaultTrial;
import pgconform.selftest.Faults;
import pgconform.selftest.KillMatrix;
import pgconform.selftest.SelfTest;
import pgconform.target.failure.TargetUnavailable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgconform selftest}: shows that the scenarios notice broken servers. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Shows that the scenarios notice when a server breaks a rule.",
      "",
      "It starts a real PostgreSQL behind a proxy that breaks one rule at a time; scenarios of the"
          + " same area must fail. Without a fault, no scenario may fail."
    })
final class SelftestCommand implements Callable<Integer> {
  private static final int SCENARIOS_AT_ONCE = 8;
  private static final int MOST_JOBS = 16;

  @Option(
      names = "--fault",
      paramLabel = "PATTERN",
      description =
          "Try only these faults: a name, a glob such as 'key-*', or an area. Repeatable.")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--list", description = "List the faults and try none.")
  private boolean list;

  @Option(
      names = "--everywhere",
      description =
          "Also show each fault to the scenarios that are about something else; none may fail.")
  private boolean everywhere;

  @Option(
      names = "--faithful",
      paramLabel = "N",
      description =
          "Try no fault; run N times, each with a new seed, through a proxy that changes nothing.")
  private Integer faithful;

  @Option(
      names = "--matrix",
      paramLabel = "FILE",
      description = "Write to this file which scenario caught which fault.")
  private Path matrix;

  @Mixin private CaseOptions draw;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "The number of faults at the same time, each with its own server. Default: 4.")
  private int jobs = 4;

  @Override
  public Integer call() throws InterruptedException {
    List<Fault> faults = faults();
    if (list) {
      faults.forEach(f -> System.out.printf("%-34s %-16s %s%n", f.name(), f.area(), f.says()));
      return 0;
    }
    if (jobs < 1 || jobs > MOST_JOBS) {
      throw new WrongUsage("--jobs takes a number from 1 to %d, not %d".formatted(MOST_JOBS, jobs));
    }
    Set<String> areas = faults.stream().map(Fault::area).collect(Collectors.toSet());
    List<Scenario> scenarios =
        ScenarioOptions.choose(List.of(), true, List.of(), List.of()).stream()
            .filter(s -> everywhere || areas.contains(s.area()))
            .toList();
    Options options = options();
    SelfTest test =
        new SelfTest(options, everywhere, jobs, System.getenv(), UserDirectories.folder());
    try {
      if (faithful != null) {
        return faithful(test, scenarios, options.seed());
      }
      System.out.printf("%d faults, seed %d%n", faults.size(), options.seed());
      List<String> alarms = new ArrayList<>();
      test.faithful(scenarios, 1, alarms::addAll);
      alarms.forEach(alarm -> System.out.println("false alarm  " + alarm));
      List<FaultTrial> attempts = test.attempt(faults, scenarios, SelftestCommand::print);
      KillMatrix result = new KillMatrix(attempts, scenarios, everywhere);
      boolean complete = everywhere && patterns.isEmpty();
      if (complete && !result.harmless().isEmpty()) {
        attempts = test.again(attempts, result.harmless());
        result = new KillMatrix(attempts, scenarios, true);
      }
      List<String> problems = new ArrayList<>(result.problems());
      if (complete) {
        result
            .harmless()
            .forEach(s -> problems.add("%s (%s) caught no fault".formatted(s.id(), s.title())));
      }
      System.out.println();
      problems.forEach(System.out::println);
      System.out.printf("%s; %d false alarms without a fault%n", result.summary(), alarms.size());
      return write(result) && alarms.isEmpty() && problems.isEmpty() ? 0 : 1;
    } catch (TargetUnavailable e) {
      System.err.println("pgconform: " + e.getMessage());
      return 3;
    }
  }

  private int faithful(SelfTest test, List<Scenario> scenarios, long seed)
      throws InterruptedException {
    if (faithful < 1) {
      throw new WrongUsage("--faithful takes a number of at least 1, not " + faithful);
    }
    System.out.printf("%s without a fault, seeds from %d on%n", Plural.of(faithful, "run"), seed);
    List<List<String>> runs = new ArrayList<>();
    test.faithful(
        scenarios,
        faithful,
        alarms -> {
          runs.add(alarms);
          System.out.printf(
              "run %d of %d: %s%n", runs.size(), faithful, Plural.of(alarms.size(), "false alarm"));
          alarms.forEach(alarm -> System.out.println("false alarm  " + alarm));
        });
    long loud = runs.stream().filter(alarms -> !alarms.isEmpty()).count();
    System.out.printf("%n%d of %s had false alarms%n", loud, Plural.of(faithful, "run"));
    return loud == 0 ? 0 : 1;
  }

  private List<Fault> faults() {
    List<Fault> chosen = Faults.all();
    if (!patterns.isEmpty()) {
      chosen = chosen.stream().filter(f -> patterns.stream().anyMatch(p -> is(f, p))).toList();
    }
    for (String pattern : patterns) {
      if (chosen.stream().noneMatch(f -> is(f, pattern))) {
        throw new WrongUsage("--fault %s matches no fault%s".formatted(pattern, meant(pattern)));
      }
    }
    return chosen;
  }

  private static String meant(String pattern) {
    List<String> known =
        Faults.all().stream().flatMap(f -> Stream.of(f.name(), f.area())).distinct().toList();
    return Spelling.nearest(pattern, known)
        .map("; did you mean '%s'?"::formatted)
        .orElse("; './pgconform selftest --list' shows them all");
  }

  private static boolean is(Fault fault, String pattern) {
    String expression = "\\Q" + pattern.replace("\\E", "").replace("*", "\\E.*\\Q") + "\\E";
    return fault.area().equals(pattern) || fault.name().matches(expression);
  }

  private Options options() {
    return Options.of(draw.seed(), draw.effort(), SCENARIOS_AT_ONCE, false);
  }

  private static void print(FaultTrial attempt) {
    Fault fault = attempt.fault();
    List<Result> caught = attempt.caught();
    String odds =
        fault.kind() == Fault.Kind.RARE
            ? ", met with a probability of %.2f %%".formatted(100 * attempt.odds())
            : "";
    if (caught.isEmpty()) {
      System.out.printf(
          "%s  %s: %s%s%n",
          attempt.missed() ? "missed" : "unmet ",
          fault,
          attempt.problem().orElse(fault.says()),
          odds);
      return;
    }
    Result first = caught.get(0);
    System.out.printf(
        "caught  %s by %s%s (%d ms%s): %s%n",
        fault,
        first.scenario().id(),
        caught.size() == 1 ? "" : " and %d more".formatted(caught.size() - 1),
        attempt.nanos() / 1_000_000,
        odds,
        first.message());
  }

  private boolean write(KillMatrix result) {
    if (matrix == null) {
      return true;
    }
    try {
      Files.writeString(matrix, result.text());
      return true;
    } catch (IOException e) {
      System.err.println("pgconform: the matrix cannot be written: " + e.getMessage());
      return false;
    }
  }
}
