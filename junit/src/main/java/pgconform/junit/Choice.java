package pgconform.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.run.Selection;
import pgconform.scenario.Areas;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;

/**
 * The requirements that a class can be judged by.
 *
 * @param all the chosen ones and those that may explain why others are blocked
 * @param chosen the chosen ones, in the order of areas and ids
 */
record Choice(List<Scenario> all, List<Scenario> chosen) {
  /** Caches the built-in scenarios, which need to be read only once. */
  private static volatile List<Scenario> builtIn = List.of();

  /**
   * Returns what the annotation and the parameters choose.
   *
   * @throws WrongUse with one sentence, if they choose nothing or cannot be read
   */
  static Choice of(PostgresConformance annotation, Settings settings) {
    List<Path> folders = Arrays.stream(annotation.scenarios()).map(Path::of).toList();
    try {
      List<Scenario> library =
          scenarios(folders).stream()
              .filter(scenario -> scenario.role() == Role.SERVER)
              .filter(scenario -> !annotation.gentle() || scenario.gentle())
              .toList();
      List<Scenario> chosen =
          Selection.of(library, settings.wanted(), List.of(annotation.exclude()));
      return new Choice(
          library,
          chosen.stream()
              .sorted(
                  Comparator.comparing(Scenario::area, Areas.order()).thenComparing(Scenario::id))
              .toList());
    } catch (IllegalArgumentException | ScenarioException e) {
      throw new WrongUse(e.getMessage());
    } catch (IOException e) {
      throw new WrongUse("the scenarios cannot be read: " + e.getMessage());
    }
  }

  private static List<Scenario> scenarios(List<Path> folders)
      throws ScenarioException, IOException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new WrongUse("scenarios: the folder %s does not exist".formatted(folder));
      }
    }
    if (!folders.isEmpty()) {
      return ScenarioLibrary.load(null, folders);
    }
    if (builtIn.isEmpty()) {
      builtIn = ScenarioLibrary.load(null, List.of());
    }
    return builtIn;
  }

  /** Returns the chosen requirements by area, in order. */
  Map<String, List<Scenario>> areas() {
    Map<String, List<Scenario>> areas = new LinkedHashMap<>();
    for (Scenario scenario : chosen) {
      areas.computeIfAbsent(scenario.area(), a -> new ArrayList<>()).add(scenario);
    }
    return areas;
  }

  /** Returns those of the chosen requirements that are left in the tree. */
  List<Scenario> with(Set<Requirement> requirements) {
    Set<String> ids = requirements.stream().map(Requirement::id).collect(Collectors.toSet());
    return chosen.stream().filter(scenario -> ids.contains(scenario.id())).toList();
  }

  /** Returns the chosen requirement with this id. */
  Optional<Scenario> requirement(String id) {
    return chosen.stream().filter(scenario -> scenario.id().equals(id)).findFirst();
  }
}
