package pgconform.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import pgconform.report.RecordedVerdicts;
import pgconform.scenario.Catalogue;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Implements {@code list --coverage}: lists requirements with their scenarios and known verdicts.
 */
final class CoverageList {
  private static final int DIFFERENT = 1;
  private static final String NOT_RECORDED = "not recorded";

  private final Role role;
  private final List<Scenario> scenarios;
  private final List<Catalogue.Requirement> requirements;
  private final RecordedVerdicts coverage;

  /**
   * Lists the catalogue with these scenarios.
   *
   * @param role the role that the requirements are for
   * @param narrowed whether requirements without any of the scenarios are left out
   */
  CoverageList(Role role, List<Scenario> scenarios, boolean narrowed) {
    this.role = role;
    this.scenarios = scenarios;
    try {
      requirements =
          Catalogue.load(role, ScenarioOptions.builtIn()).stream()
              .filter(r -> !narrowed || !scenarios(r).isEmpty())
              .toList();
      coverage = RecordedVerdicts.recorded(ScenarioOptions.builtIn());
    } catch (IOException e) {
      throw new WrongUsage("the catalogue cannot be read: " + e.getMessage());
    }
  }

  private List<Scenario> scenarios(Catalogue.Requirement requirement) {
    return scenarios.stream().filter(requirement::isCheckedBy).toList();
  }

  private String verdicts(Scenario scenario) {
    return coverage.verdicts(scenario.id()).orElse(NOT_RECORDED);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    int checked = 0;
    for (Catalogue.Requirement requirement : requirements) {
      text.append("%-8s  %s%n".formatted(requirement.id(), requirement.title()));
      List<Scenario> files = scenarios(requirement);
      checked += files.isEmpty() ? 0 : 1;
      for (Scenario each : files) {
        String known = role == Role.SERVER ? ": " + verdicts(each) : "";
        text.append("          %s%s%n".formatted(each.place().file(), known));
      }
      requirement
          .notChecked()
          .ifPresent(reason -> text.append("          not checked: %s%n".formatted(reason)));
    }
    return text.append("%d of %d requirements are checked".formatted(checked, requirements.size()))
        .toString();
  }

  String json() {
    JsonMapper mapper = JsonMapper.builder().build();
    ArrayNode list = mapper.createArrayNode();
    for (Catalogue.Requirement requirement : requirements) {
      ObjectNode node = list.addObject();
      node.put("id", requirement.id());
      node.put("title", requirement.title());
      requirement.notChecked().ifPresent(reason -> node.put("not_checked", reason));
      ArrayNode files = node.putArray("scenarios");
      for (Scenario each : scenarios(requirement)) {
        ObjectNode file = files.addObject();
        file.put("id", each.id());
        file.put("file", each.place().file());
        file.put("verdicts", coverage.verdicts(each.id()).orElse(null));
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list);
  }

  /**
   * Prints where the report of a run differs from what is recorded, and returns the exit status.
   */
  int compare(Path report) {
    RecordedVerdicts run = read(report);
    List<String> differences = coverage.differences(run);
    run.undecided().forEach(System.out::println);
    differences.forEach(System.out::println);
    System.out.println(
        differences.isEmpty()
            ? "No differences from the recorded verdicts"
            : "To record this as correct: ./pgconform list --coverage --record " + report);
    return differences.isEmpty() ? 0 : DIFFERENT;
  }

  /** Records the verdicts of a report in the checkout. */
  static void record(Path report) {
    Path checkout =
        Optional.ofNullable(ScenarioOptions.builtIn())
            .orElseThrow(
                () -> new WrongUsage("--record works only in a writable checkout of pgconform"));
    try {
      read(report).record(checkout);
      System.out.println("recorded in " + checkout.resolve(RecordedVerdicts.FILE));
    } catch (IOException e) {
      throw new WrongUsage(
          "%s cannot be written: %s".formatted(RecordedVerdicts.FILE, e.getMessage()));
    }
  }

  private static RecordedVerdicts read(Path report) {
    try {
      return RecordedVerdicts.of(report);
    } catch (NoSuchFileException e) {
      throw new WrongUsage("the file %s does not exist".formatted(report));
    } catch (IOException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
