package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each requirement is checked by a scenario, or docs/not-checked.md says why not. To write that
 * page anew: {@code mvn package -Dtest=CatalogueTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dpgconform.update=true}.
 */
class CatalogueTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");
  private static final Path PAGE = Path.of("..", "docs", "not-checked.md");

  private List<Catalogue.Requirement> catalogue;
  private List<Scenario> scenarios;

  @BeforeEach
  void read() throws Exception {
    catalogue = Catalogue.load(SCENARIOS);
    scenarios = new ArrayList<>(ScenarioLibrary.load(SCENARIOS, List.of()));
    scenarios.addAll(ScenarioLibrary.load(Role.CLIENT, SCENARIOS, List.of()));
    scenarios.addAll(ScenarioLibrary.load(Role.PROXY, SCENARIOS, List.of()));
  }

  @Test
  void eachIsCheckedOrSaysWhyNot() {
    List<String> faults = new ArrayList<>();
    for (Catalogue.Requirement requirement : catalogue) {
      boolean checked = scenarios.stream().anyMatch(requirement::isCheckedBy);
      if (checked && requirement.notChecked().isPresent()) {
        faults.add(requirement.id() + " has a scenario, and a reason why it has none");
      } else if (!checked && requirement.notChecked().isEmpty()) {
        faults.add(requirement.id() + " has no scenario, and no reason why");
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void eachScenarioIsOfTheCatalogue() {
    List<String> strangers =
        scenarios.stream()
            .filter(
                s -> catalogue.stream().noneMatch(r -> r.role() == s.role() && r.isCheckedBy(s)))
            .map(Scenario::id)
            .toList();
    assertEquals(List.of(), strangers);
  }

  @Test
  void idsAreThereOnce() {
    Set<String> ids = new HashSet<>();
    for (Catalogue.Requirement requirement : catalogue) {
      assertTrue(requirement.id().matches("[A-Z]{3}-\\d{3}"), requirement.id());
      assertTrue(ids.add(requirement.id()), requirement.id());
      assertTrue(requirement.title().length() > 10, requirement.id());
    }
    assertTrue(ids.size() > 150, "requirements: " + ids.size());
  }

  /** The requirements of a role that no scenario checks. */
  private List<String> table(Role role) {
    List<String> lines =
        new ArrayList<>(List.of("", "| requirement | | why not |", "|---|---|---|"));
    for (Catalogue.Requirement requirement : catalogue) {
      if (requirement.role() == role && requirement.notChecked().isPresent()) {
        lines.add(
            "| %s | %s | %s |"
                .formatted(requirement.id(), requirement.title(), requirement.notChecked().get()));
      }
    }
    return lines;
  }

  @Test
  void thePageIsWhatTheCatalogueSays() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("# What is not checked");
    lines.add("");
    lines.add(
        "This page lists the requirements that this suite does not check, each with the reason. It"
            + " is generated from `scenarios/catalogue.json`; `./pgconform list --coverage` shows"
            + " all requirements for servers, and with `--role client` or `--role proxy` those for"
            + " clients and for proxies.");
    lines.add("");
    lines.add("## Servers");
    lines.addAll(table(Role.SERVER));
    lines.add("");
    lines.add("## Clients");
    lines.addAll(table(Role.CLIENT));
    lines.add("");
    lines.add("## Proxies");
    lines.add("");
    lines.add("Each requirement has a scenario.");
    assertEquals(
        List.of(),
        catalogue.stream()
            .filter(each -> each.role() == Role.PROXY && each.notChecked().isPresent())
            .toList());
    String page = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("pgconform.update")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(
        Files.readString(PAGE), page, "docs/not-checked.md is not what the catalogue says");
  }
}
