package pgconform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import pgconform.run.Selection;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;
import picocli.CommandLine.Option;

/** Options that choose scenarios. */
final class ScenarioOptions {
  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "PATTERN",
      description =
          "Use only these scenarios: an id, a glob such as 'CAN-*', or an area. Repeatable.")
  private List<String> wanted = new ArrayList<>();

  @Option(
      names = {"-x", "--exclude"},
      paramLabel = "PATTERN",
      description = "Exclude these scenarios; written as for --scenario. Repeatable.")
  private List<String> unwanted = new ArrayList<>();

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description =
          "A folder with scenario files of your own, in addition to the built-in ones. Repeatable.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--no-built-in",
      description = "Use only the scenarios of --scenarios, not the built-in ones.")
  private boolean noBuiltIn;

  /** Returns the chosen scenarios. */
  List<Scenario> chosen() {
    return chosen(all());
  }

  /** Returns those of all scenarios that are chosen. */
  List<Scenario> chosen(List<Scenario> all) {
    return choose(all, wanted, unwanted);
  }

  /** Returns all scenarios about servers. */
  List<Scenario> all() {
    return all(Role.SERVER);
  }

  /** Returns all scenarios about subjects of a role. */
  List<Scenario> all(Role role) {
    if (noBuiltIn && folders.isEmpty()) {
      throw new WrongUsage("--no-built-in needs --scenarios");
    }
    return all(role, folders, !noBuiltIn);
  }

  /** Returns all built-in scenarios, for any role, and those in the folders. */
  static List<Scenario> everything(List<Path> folders) {
    try {
      List<Scenario> all = new ArrayList<>(all(Role.SERVER, folders, true));
      for (Role role : EnumSet.complementOf(EnumSet.of(Role.SERVER))) {
        all.addAll(ScenarioLibrary.load(role, builtIn(), List.of()));
      }
      all.addAll(contract());
      return all;
    } catch (ScenarioException | IOException e) {
      throw new WrongUsage("the scenarios cannot be read: " + e.getMessage());
    }
  }

  /** Returns the scenarios that check whether a client program keeps its contract. */
  static List<Scenario> contract() {
    try {
      return ScenarioLibrary.contract(builtIn());
    } catch (ScenarioException | IOException e) {
      throw new WrongUsage("the scenarios cannot be read: " + e.getMessage());
    }
  }

  /** Returns whether only some of the scenarios were asked for. */
  boolean narrowed() {
    return !wanted.isEmpty() || !unwanted.isEmpty() || noBuiltIn;
  }

  /** Returns the scenarios in the folders, and the built-in ones. */
  static List<Scenario> all(List<Path> folders, boolean builtIn) {
    return all(Role.SERVER, folders, builtIn);
  }

  private static List<Scenario> all(Role role, List<Path> folders, boolean builtIn) {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new WrongUsage("--scenarios: the folder %s does not exist".formatted(folder));
      }
    }
    try {
      return builtIn
          ? ScenarioLibrary.load(role, builtIn(), folders)
          : ScenarioLibrary.loadFolders(folders);
    } catch (ScenarioException e) {
      throw new WrongUsage(e.getMessage());
    } catch (IOException e) {
      throw new WrongUsage("the scenarios cannot be read: " + e.getMessage());
    }
  }

  /**
   * Returns the scenarios that the patterns choose, of the built-in ones and those in the folders.
   */
  static List<Scenario> choose(
      List<Path> folders, boolean builtIn, List<String> wanted, List<String> unwanted) {
    return choose(all(folders, builtIn), wanted, unwanted);
  }

  /** Returns those of all scenarios that the patterns choose. */
  static List<Scenario> choose(List<Scenario> all, List<String> wanted, List<String> unwanted) {
    try {
      return Selection.of(all, wanted, unwanted);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage());
    }
  }

  /**
   * Returns the folder of the built-in scenarios. The launcher names the one of a checkout, so that
   * an edited scenario needs no build.
   */
  static Path builtIn() {
    String folder = System.getProperty("pgconform.scenarios");
    return folder == null || !Files.isDirectory(Path.of(folder)) ? null : Path.of(folder);
  }

  /** Returns the options that another command needs to choose from the same scenarios. */
  List<String> further() {
    List<String> words = new ArrayList<>();
    folders.forEach(folder -> words.addAll(List.of("--scenarios", folder.toString())));
    if (noBuiltIn) {
      words.add("--no-built-in");
    }
    return words;
  }
}
