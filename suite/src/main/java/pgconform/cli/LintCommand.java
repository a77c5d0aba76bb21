package pgconform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import pgconform.report.ExitStatus;
import pgconform.report.Plural;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;
import pgconform.scenario.TargetFileReader;
import pgconform.target.TargetOptions;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.BadTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pgconform lint}: reports all faults of scenario files at once. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Checks scenario files and target files, and reports all errors, each with file, line and"
            + " column.")
final class LintCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description =
          "The files or folders to check; in a folder, all files that end in .yaml are checked.")
  private List<Path> files;

  @Override
  public Integer call() {
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new WrongUsage("the file %s does not exist".formatted(file));
      }
    }
    try {
      List<Path> all = ScenarioLibrary.files(files);
      List<Path> targets = all.stream().filter(TargetFileReader::isTargetFile).toList();
      List<Path> scenarios = all.stream().filter(file -> !targets.contains(file)).toList();
      boolean faulty = !lintTargets(targets);
      int good =
          scenarios.isEmpty()
              ? 0
              : ScenarioLibrary.loadBeside(ScenarioOptions.builtIn(), scenarios).size();
      if (faulty) {
        return ExitStatus.WRONG_USAGE;
      }
      List<String> counts = new ArrayList<>();
      if (!scenarios.isEmpty()) {
        counts.add(Plural.of(good, "scenario"));
      }
      if (!targets.isEmpty()) {
        counts.add(Plural.of(targets.size(), "target file"));
      }
      System.out.println(String.join(" and ", counts) + " without errors");
      return 0;
    } catch (ScenarioException e) {
      e.problems().forEach(System.err::println);
      return ExitStatus.WRONG_USAGE;
    } catch (IOException e) {
      throw new WrongUsage(e.getMessage());
    }
  }

  /**
   * Reports all that is wrong with target files, as a run would, and returns whether nothing is.
   */
  private static boolean lintTargets(List<Path> files) {
    Targets opener = new Targets(System.getenv(), UserDirectories.folder(), TargetOptions.NONE);
    boolean good = true;
    for (Path file : files) {
      try {
        TargetSpec spec = opener.parse(file.toString());
        opener.check(spec).forEach(w -> System.err.println(Screen.line("pgconform: " + w)));
        spec.expectations().ifPresent(ExpectationOptions::read);
      } catch (BadTarget | WrongUsage e) {
        Screen.lines(e.getMessage()).forEach(System.err::println);
        good = false;
      }
    }
    return good;
  }
}
