package pgconform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import pgconform.report.ExitStatus;
import pgconform.report.Merge;
import pgconform.report.NotJudgedReasons;
import pgconform.report.Plural;
import pgconform.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgconform merge}: makes one report out of several. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Joins the reports of several runs, such as shards or targets, into one report.")
final class MergeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders that contain a report.json.")
  private List<Path> folders;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the joined report. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("pgconform-report");

  @Override
  public Integer call() {
    try {
      Report report = Merge.merge(folders, out);
      System.out.printf(
          "%s of %s, %s judged: %s%n",
          Plural.of(report.results().size(), "result"),
          Plural.of(report.targets().size(), "target"),
          report.judgedOfAll(),
          out);
      List<String> unjudged = NotJudgedReasons.lines(report.results());
      if (!unjudged.isEmpty()) {
        System.out.println("not judged:");
        unjudged.forEach(line -> System.out.println("  " + line));
      }
      Optional<String> missing = report.missingShards();
      missing.ifPresent(sentence -> System.err.println(Screen.line("pgconform: " + sentence)));
      int status = report.exitStatus();
      Optional<String> tooFew = report.tooFew(1);
      if (status != ExitStatus.GREEN || tooFew.isEmpty()) {
        return status;
      }
      System.err.println(Screen.line("pgconform: " + tooFew.get()));
      return ExitStatus.UNTESTED;
    } catch (IOException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
