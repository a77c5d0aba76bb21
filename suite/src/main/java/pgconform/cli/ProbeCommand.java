package pgconform.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.report.ExitStatus;
import pgconform.report.Reports;
import pgconform.run.TargetInfo;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;
import pgconform.wire.PasswordRedaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgconform probe}: shows what a run finds out about a target before it judges anything. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Shows what a target can do, without judging it.",
      "",
      "It prints the transports, protocol versions and key data of the target, how queries can be"
          + " held, and the product. Scenarios require these capabilities with 'needs'."
    })
final class ProbeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      defaultValue = "embedded",
      description = "The target to probe, written as for run.")
  private String target;

  @Option(names = "--json", description = "Print JSON, as in report.json.")
  private boolean json;

  @Mixin private TargetCommandOptions about;

  @Override
  public Integer call() {
    Targets targets =
        new Targets(System.getenv(), UserDirectories.folder(), about.options(Optional.empty(), 1));
    TargetSpec spec = RunOptions.specs(List.of(target), targets).get(0);
    try (ProbedTarget open = targets.open(spec)) {
      TargetInfo info = TargetInfo.of(spec, open);
      System.out.println(json ? Reports.json(info) : text(info));
      return 0;
    } catch (TargetUnavailable e) {
      Screen.lines("pgconform: " + PasswordRedaction.in(e.getMessage()))
          .forEach(System.err::println);
      return ExitStatus.UNTESTED;
    }
  }

  private static String text(TargetInfo info) {
    StringBuilder text = new StringBuilder(Terminal.title(info));
    int width = info.capabilities().keySet().stream().mapToInt(String::length).max().orElse(0);
    info.capabilities().forEach((name, found) -> text.append(line(name, found, width)));
    return text.append(line("judged as", profile(info), width)).toString();
  }

  private static String line(String name, String found, int width) {
    String spaces = " ".repeat(Math.max(0, width - name.length()));
    return "%n".formatted() + Screen.line("  %s%s  %s".formatted(name, spaces, found));
  }

  private static String profile(TargetInfo info) {
    return info.profile() + ", unless --profile says otherwise";
  }
}
