package pgconform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import pgconform.link.TlsKeyLog;
import pgconform.property.Cases;
import pgconform.report.Annotations;
import pgconform.report.ExitStatus;
import pgconform.report.Report;
import pgconform.report.ReportFolder;
import pgconform.report.Reports;
import pgconform.run.Expectations;
import pgconform.run.Interruption;
import pgconform.run.Options;
import pgconform.run.Part;
import pgconform.run.RunPlan;
import pgconform.run.RunResult;
import pgconform.run.Runner;
import pgconform.scenario.Catalogue;
import pgconform.scenario.Durations;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.BadTarget;
import pgconform.target.process.ShutdownHook;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that judge. */
final class RunOptions {
  private static final int MOST_TRIES = 1_000_000;
  private static final int MOST_JOBS = 64;

  @Mixin private CaseOptions draw;

  @Option(
      names = "--tries",
      paramLabel = "N",
      description = "The maximum number of cases for each scenario; overrides --effort.")
  private Integer tries;

  @Option(
      names = "--case",
      paramLabel = "VALUES",
      description = "Run only this case, written as in a report, of a single scenario.")
  private String onlyCase;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "The maximum number of scenarios at the same time. The default is three for each core.")
  private Integer jobs;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      description = "Start no further case after this time, such as 90s or 5m.")
  private String budget;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description =
          "How to judge: postgresql, protocol or pooler. Default: postgresql for a target that"
              + " proves to be PostgreSQL itself, otherwise protocol.")
  private Profile profile;

  @Option(
      names = "--at-least",
      paramLabel = "N",
      description =
          "Exit with status 3 if fewer than N requirements were judged on a target. Default: 1.")
  private int atLeast = 1;

  @Option(names = "--strict", description = "Treat lenient verdicts as red.")
  private boolean strict;

  @Mixin private ExpectationOptions known;

  @Mixin private TargetCommandOptions about;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the reports. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("pgconform-report");

  @Option(
      names = "--tls-key-log",
      paramLabel = "FILE",
      description =
          "Write the keys of all TLS sessions for Wireshark. Anyone with this file can decrypt"
              + " them.")
  private Path keyLog;

  /** How many requirements a gentle run leaves out; empty for a run that is not gentle. */
  private OptionalInt leftOut = OptionalInt.empty();

  private boolean gateLater;

  /** Leaves the decision about green or red to the merge of the reports. */
  void gateLater() {
    gateLater = true;
  }

  /** Makes the run leave out what is not gentle, even if it would explain what is blocked. */
  void gentle(int requirements) {
    leftOut = OptionalInt.of(requirements);
  }

  /**
   * Judges and reports.
   *
   * @param targets as the user wrote them; none for the default
   * @param catalogue all scenarios, also those not chosen
   * @param shard the part that is run; it leaves it to merge to explain what is blocked
   * @param file the scenario file that is replayed, if it is one
   * @param more further options that a command to reproduce a case needs
   * @return the exit status
   */
  int run(
      List<String> targets,
      List<Scenario> chosen,
      List<Scenario> catalogue,
      Optional<Part> shard,
      List<String> more,
      Optional<Path> file)
      throws InterruptedException {
    chosen.forEach(scenario -> require(Role.SERVER, scenario));
    Targets opener = opener(targets.size());
    return run(specs(targets, opener), opener, chosen, catalogue, shard, more, file);
  }

  /**
   * Judges clients and reports.
   *
   * @param clients the clients to judge
   * @param file the scenario file that is replayed, if it is one
   */
  int runClients(
      List<TargetSpec> clients,
      List<Scenario> chosen,
      List<Scenario> catalogue,
      Optional<Part> shard,
      List<String> more,
      Optional<Path> file)
      throws InterruptedException {
    chosen.forEach(scenario -> require(Role.CLIENT, scenario));
    return run(clients, opener(clients.size()), chosen, catalogue, shard, more, file);
  }

  /**
   * Judges proxies and reports.
   *
   * @param files the target files of the proxies, as the user wrote them
   * @param file the scenario file that is replayed, if it is one
   */
  int runProxies(
      List<String> files,
      List<Scenario> chosen,
      List<Scenario> catalogue,
      Optional<Part> shard,
      List<String> more,
      Optional<Path> file)
      throws InterruptedException {
    chosen.forEach(scenario -> require(Role.PROXY, scenario));
    Targets opener = opener(files.size());
    List<TargetSpec> proxies = specs(files, opener, Role.PROXY);
    return run(proxies, opener, chosen, catalogue, shard, more, file);
  }

  private Targets opener(int targets) {
    return new Targets(
        System.getenv(),
        UserDirectories.folder(),
        about.options(Optional.ofNullable(profile), targets));
  }

  private int run(
      List<TargetSpec> specs,
      Targets opener,
      List<Scenario> chosen,
      List<Scenario> catalogue,
      Optional<Part> shard,
      List<String> more,
      Optional<Path> file)
      throws InterruptedException {
    Expectations expectations = known.expectations(Catalogue.versions(catalogue), strict, specs);
    Options options = options(chosen, shard, more, file);
    RunPlan plan =
        RunPlan.of(
            specs,
            chosen,
            shard.isEmpty() ? Optional.of(allowed(catalogue)) : Optional.empty(),
            options);
    beginKeyLog();
    Interruption interruption = new Interruption();
    Signals signals = Signals.handle(() -> interrupt(interruption));
    try (ReportFolder folder = ReportFolder.open(out, file.stream().toList());
        Terminal terminal = new Terminal(options.seed(), out)) {
      RunResult judged =
          new Runner(opener, options, expectations, interruption, terminal)
              .run(plan, Version.number());
      return report(judged, shard.isEmpty(), terminal, folder);
    } catch (IOException e) {
      throw new WrongUsage("--out " + e.getMessage());
    } finally {
      signals.close();
    }
  }

  private int report(RunResult judged, boolean whole, Terminal terminal, ReportFolder folder) {
    if (keyLog != null) {
      finishKeyLog();
    }
    // An interrupted run says nothing about the requirements that it has not judged.
    RunResult result = judged.interrupted() ? judged : known.write(judged);
    terminal.causes(Report.of(result));
    terminal.counts(result);
    leftOut.ifPresent(terminal::leftOut);
    terminal.gate(result);
    try {
      Report report = Reports.write(result, folder);
      terminal.judged(report);
      terminal.reports();
      if ("true".equals(System.getenv("GITHUB_ACTIONS"))) {
        Annotations.of(report).forEach(System.out::println);
      }
      int status = status(report, whole);
      return gateLater && !result.interrupted() ? ExitStatus.GREEN : status;
    } catch (IOException e) {
      System.err.println("pgconform: the reports cannot be written: " + e.getMessage());
      return ExitStatus.UNTESTED;
    }
  }

  private List<Scenario> allowed(List<Scenario> catalogue) {
    return leftOut.isEmpty() ? catalogue : catalogue.stream().filter(Scenario::gentle).toList();
  }

  private static void interrupt(Interruption interruption) {
    interruption.ask();
    ShutdownHook.hurry();
    System.err.println(
        "pgconform: interrupted; writing the reports. Press Ctrl-C again to quit at once");
  }

  /** Returns the exit status; a part of a run leaves the check for enough results to merge. */
  private int status(Report report, boolean whole) {
    int status = report.exitStatus();
    Optional<String> tooFew = whole ? report.tooFew(atLeast) : Optional.empty();
    if (status != ExitStatus.GREEN || tooFew.isEmpty()) {
      return status;
    }
    System.err.println(Screen.line("pgconform: " + tooFew.get()));
    return ExitStatus.UNTESTED;
  }

  private static void require(Role role, Scenario scenario) {
    if (scenario.role() != role) {
      throw new WrongUsage(
          "%s: %s is a scenario of role %s, which only 'pgconform %s' and 'pgconform replay' run"
              .formatted(
                  scenario.place().file(),
                  scenario.id(),
                  Spelling.written(scenario.role()),
                  command(scenario.role())));
    }
  }

  /** Returns the command that judges subjects of a role. */
  private static String command(Role role) {
    return role == Role.SERVER ? "run" : Spelling.written(role);
  }

  private void beginKeyLog() {
    if (keyLog == null) {
      return;
    }
    if (!keyLog.toString().equals(System.getProperty("pgconform.tls-key-log"))) {
      throw new WrongUsage("--tls-key-log needs an agent that only the launcher script loads");
    }
    TlsKeyLog.begin();
  }

  private void finishKeyLog() {
    try {
      TlsKeyLog.finish(keyLog);
      System.out.println("TLS keys: " + keyLog);
    } catch (IOException e) {
      System.err.println("pgconform: the TLS keys cannot be written: " + e.getMessage());
    }
  }

  static List<TargetSpec> specs(List<String> targets, Targets opener) {
    return specs(targets, opener, Role.SERVER);
  }

  private static void require(Role role, TargetSpec spec) {
    if (spec.role() == role) {
      return;
    }
    throw new WrongUsage(
        role == Role.PROXY
            ? "%s is not the target file of a proxy: %s"
                .formatted(spec.commandLine(), spec.noProxy())
            : "%s starts a proxy, which only 'pgconform proxy' judges: its 'start' uses the"
                    .formatted(spec.commandLine())
                + " address of a backend");
  }

  private static List<TargetSpec> specs(List<String> targets, Targets opener, Role role) {
    try {
      List<String> wanted = targets.isEmpty() ? List.of("embedded") : targets;
      List<TargetSpec> specs = wanted.stream().map(opener::parse).toList();
      // A misspelled name can be the reason why a proxy does not look like one.
      List<String> ignored = specs.stream().flatMap(spec -> opener.check(spec).stream()).toList();
      specs.forEach(spec -> require(role, spec));
      ignored.forEach(word -> System.err.println(Screen.line("pgconform: " + word)));
      return specs;
    } catch (BadTarget e) {
      throw new WrongUsage(e.getMessage());
    }
  }

  private Options options(
      List<Scenario> chosen, Optional<Part> shard, List<String> more, Optional<Path> file) {
    int cases = tries == null ? draw.effort().tries() : between("--tries", tries, MOST_TRIES);
    // A case spends most of its time waiting for the server: more jobs than cores keep it busy.
    int cores = Runtime.getRuntime().availableProcessors();
    int parallel =
        jobs == null ? Math.min(3 * cores, MOST_JOBS) : between("--jobs", jobs, MOST_JOBS);
    if (onlyCase != null) {
      if (chosen.size() != 1) {
        throw new WrongUsage("--case needs --scenario with the id of one scenario");
      }
      try {
        Cases.parse(chosen.get(0), onlyCase);
      } catch (IllegalArgumentException e) {
        throw new WrongUsage("--case: " + e.getMessage());
      }
    }
    List<String> further = new ArrayList<>(more);
    if (profile != null) {
      further.addAll(List.of("--profile", profile.toString()));
    }
    further.addAll(about.further());
    return new Options(
        draw.seed(),
        draw.effort(),
        cases,
        parallel,
        Optional.ofNullable(onlyCase),
        true,
        budget(),
        System.getProperty("pgconform.command", "./pgconform"),
        further,
        file,
        shard);
  }

  private static int between(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new WrongUsage("%s takes a number from 1 to %d, not %d".formatted(option, most, value));
    }
    return value;
  }

  private Duration budget() {
    if (budget == null) {
      return Options.UNLIMITED;
    }
    Optional<Duration> minutes =
        budget.matches("\\d{1,4}m")
            ? Optional.of(Duration.ofMinutes(Long.parseLong(budget.replace("m", ""))))
            : Durations.parse(budget);
    return minutes.orElseThrow(
        () -> new WrongUsage("--time-budget takes a time such as 90s or 5m, not " + budget));
  }
}
