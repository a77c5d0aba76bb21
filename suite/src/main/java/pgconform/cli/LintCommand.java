package pgconform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import pgconform.report.Counted;
import pgconform.report.ExitStatus;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pgconform lint}: all faults of scenario files at once. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checks scenario files and reports all errors, each with file, line and column.")
final class LintCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description = "The files to check; of a folder, every scenario file below it.")
  private List<Path> files;

  @Override
  public Integer call() {
    try {
      List<Path> all = ScenarioLibrary.files(files);
      int good = ScenarioLibrary.loadBeside(ScenarioOptions.builtIn(), all).size();
      System.out.println(Counted.of(good, "scenario") + " without errors");
      return 0;
    } catch (ScenarioException e) {
      e.problems().forEach(System.err::println);
      return ExitStatus.WRONG_USAGE;
    } catch (IOException e) {
      throw new WrongUsage("the files cannot be read: " + e.getMessage());
    }
  }
}
