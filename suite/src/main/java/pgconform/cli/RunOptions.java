package pgconform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.TlsKeyLog;
import pgconform.property.Cases;
import pgconform.report.Annotations;
import pgconform.report.ExitStatus;
import pgconform.report.Report;
import pgconform.report.Reports;
import pgconform.run.Expectations;
import pgconform.run.Options;
import pgconform.run.Plan;
import pgconform.run.RunResult;
import pgconform.run.Runner;
import pgconform.scenario.Durations;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.target.BadTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that judge. */
final class RunOptions {
  private static final int MOST_TRIES = 1_000_000;
  private static final int MOST_JOBS = 64;

  @Mixin private DrawOptions draw;

  @Option(
      names = "--tries",
      paramLabel = "N",
      description = "Cases of each scenario, at most; instead of what --effort says.")
  private Integer tries;

  @Option(
      names = "--case",
      paramLabel = "VALUES",
      description = "Just this case, as a report writes it; needs one --scenario.")
  private String onlyCase;

  @Option(names = "--jobs", paramLabel = "N", description = "Scenarios at the same time, at most.")
  private Integer jobs;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      description = "Begins no further case after this time, such as 90s or 5m.")
  private String budget;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description =
          "Judge as: postgresql, protocol or pooler. Default: postgresql for what proves to be"
              + " PostgreSQL itself, else protocol.")
  private Profile profile;

  @Option(names = "--strict", description = "A lenient verdict is red, too.")
  private boolean strict;

  @Mixin private ExpectationOptions known;

  @Option(
      names = "--slow-query",
      paramLabel = "SQL",
      description =
          "Where a query has to run for long, this one does: one row after a second or more."
              + " Default: one that waits for an advisory lock, else one found by trying.")
  private String slowQuery;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where reports are written. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("pgconform-report");

  @Option(
      names = "--tls-key-log",
      paramLabel = "FILE",
      description =
          "Writes the keys of all TLS sessions, for Wireshark. Whoever has the file can read them.")
  private Path keyLog;

  /**
   * Judges and reports.
   *
   * @param targets as the user wrote them; none for the default
   * @param catalogue the ids of all scenarios, also of those not chosen
   * @param file the scenario file that is replayed, if it is one
   * @param more options that a command to reproduce a case needs, too
   * @return the exit status
   */
  int run(
      List<String> targets,
      List<Scenario> chosen,
      List<String> catalogue,
      List<String> more,
      Optional<Path> file)
      throws InterruptedException {
    Expectations expectations = known.expectations(catalogue, strict);
    Targets opener =
        new Targets(
            System.getenv(),
            Home.folder(),
            Optional.ofNullable(profile),
            Optional.ofNullable(slowQuery));
    List<TargetSpec> specs = specs(targets, opener);
    Options options = options(chosen, more, file);
    Home.check(out);
    beginKeyLog();
    try (Terminal terminal = new Terminal(options.seed(), out)) {
      Plan plan = Plan.of(specs, chosen, options);
      RunResult judged =
          new Runner(opener, options, expectations, terminal).run(plan, Version.number());
      if (keyLog != null) {
        finishKeyLog();
      }
      RunResult result = known.write(judged);
      terminal.gate(result);
      try {
        Report report = Reports.write(result, out);
        terminal.reports();
        if ("true".equals(System.getenv("GITHUB_ACTIONS"))) {
          Annotations.of(report).forEach(System.out::println);
        }
        return report.exitStatus();
      } catch (IOException e) {
        System.err.println("pgconform: the reports cannot be written: " + e.getMessage());
        return ExitStatus.UNTESTED;
      }
    }
  }

  private void beginKeyLog() {
    if (keyLog == null) {
      return;
    }
    if (!keyLog.toString().equals(System.getProperty("pgconform.tls-key-log"))) {
      throw new WrongUsage("--tls-key-log needs an agent that only the launcher, pgconform, loads");
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
    try {
      List<String> wanted = targets.isEmpty() ? List.of("embedded") : targets;
      List<TargetSpec> specs = wanted.stream().map(TargetSpec::parse).toList();
      for (TargetSpec spec : specs) {
        opener.check(spec).forEach(warning -> System.err.println("pgconform: " + warning));
      }
      return specs;
    } catch (BadTarget e) {
      throw new WrongUsage(e.getMessage());
    }
  }

  private Options options(List<Scenario> chosen, List<String> more, Optional<Path> file) {
    int cases = tries == null ? draw.effort().tries() : between("--tries", tries, MOST_TRIES);
    // A case waits for the server most of the time: more jobs than cores keep the server busy.
    int cores = Runtime.getRuntime().availableProcessors();
    int parallel = jobs == null ? Math.max(4, 2 * cores) : between("--jobs", jobs, MOST_JOBS);
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
    if (slowQuery != null) {
      further.addAll(List.of("--slow-query", slowQuery));
    }
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
        file);
  }

  private static int between(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new WrongUsage("%s takes a number from 1 to %d, not %d".formatted(option, most, value));
    }
    return value;
  }

  private Duration budget() {
    if (budget == null) {
      return Duration.ofDays(1);
    }
    Optional<Duration> minutes =
        budget.matches("\\d{1,4}m")
            ? Optional.of(Duration.ofMinutes(Long.parseLong(budget.replace("m", ""))))
            : Durations.parse(budget);
    return minutes.orElseThrow(
        () -> new WrongUsage("--time-budget takes a time such as 90s or 5m, not " + budget));
  }
}
