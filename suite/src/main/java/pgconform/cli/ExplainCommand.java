package pgconform.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import pgconform.exchange.KeyQuality;
import pgconform.report.Sources;
import pgconform.run.Selection;
import pgconform.scenario.Explanation;
import pgconform.scenario.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgconform explain}: a requirement in prose. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Explains a requirement: what is sent, what is accepted, and where it comes from.")
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The requirement, such as CAN-006, or a glob.")
  private String id;

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description = "A folder with scenario files of your own, in addition to the built-in ones.")
  private List<Path> folders = List.of();

  @Override
  public Integer call() {
    List<Scenario> chosen = chosen();
    for (int i = 0; i < chosen.size(); i++) {
      Scenario scenario = chosen.get(i);
      String told = Explanation.of(scenario, file(scenario), Sources::url);
      if (i > 0) {
        System.out.println();
      }
      // A step of somebody else's file may contain any characters.
      Screen.lines(told).forEach(System.out::println);
      List<String> method = KeyQuality.method(scenario);
      if (!method.isEmpty()) {
        System.out.println("\nHow keys are judged");
        method.forEach(line -> System.out.println("  " + line));
      }
    }
    return 0;
  }

  private List<Scenario> chosen() {
    try {
      return Selection.named(ScenarioOptions.everything(folders), id);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage());
    }
  }

  /**
   * Returns the path of a file as the user finds it from here, or its name inside the catalogue.
   */
  private static String file(Scenario scenario) {
    Path file = Path.of(scenario.place().file());
    Path checkout = ScenarioOptions.builtIn();
    if (checkout != null && !file.isAbsolute() && Files.exists(checkout.resolve(file))) {
      Path whole = checkout.resolve(file).toAbsolutePath().normalize();
      Path here = Path.of("").toAbsolutePath();
      return (whole.startsWith(here) ? here.relativize(whole) : whole).toString();
    }
    return Files.exists(file) ? file.toString() : file + " of the built-in catalogue";
  }
}
