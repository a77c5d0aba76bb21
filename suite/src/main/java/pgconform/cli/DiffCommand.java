package pgconform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import pgconform.report.ExitStatus;
import pgconform.report.Report;
import pgconform.report.ReportDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgconform diff}: what changed between two reports. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Shows which verdicts differ between two reports; exit status 1 if a verdict got worse.")
final class DiffCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "A folder that contains a report.json.")
  private Path old;

  @Parameters(index = "1", paramLabel = "NEW", description = "Another such folder.")
  private Path now;

  @Option(names = "--markdown", description = "Print a table for a pull request.")
  private boolean markdown;

  @Override
  public Integer call() {
    try {
      ReportDiff difference = ReportDiff.of(Report.read(old), Report.read(now));
      List<String> lines = markdown ? difference.markdown() : difference.text();
      lines.forEach(line -> System.out.println(Screen.line(line)));
      return difference.worse() ? ExitStatus.RED : ExitStatus.GREEN;
    } catch (IOException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
