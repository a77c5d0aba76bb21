package pgconform.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads all requirements, whether or not there is a scenario for them. */
public final class Catalogue {
  private static final String FILE = "catalogue.json";

  /** The prefix of the ids of requirements for clients. */
  private static final String CLIENT = "CLI-";

  /** The prefix of the ids of requirements for proxies. */
  private static final String PROXY = "PRX-";

  private Catalogue() {}

  /**
   * A requirement.
   *
   * @param id the permanent id; a scenario has the same id, possibly followed by a letter
   * @param notChecked why there is no scenario, if there is none
   */
  public record Requirement(String id, String title, Optional<String> notChecked) {
    /** Returns whether a scenario checks this requirement or a part of it. */
    public boolean isCheckedBy(Scenario scenario) {
      return scenario.id().matches(id + "[a-z]?");
    }

    /** Returns the role that it is for. */
    public Role role() {
      return id.startsWith(CLIENT) ? Role.CLIENT : id.startsWith(PROXY) ? Role.PROXY : Role.SERVER;
    }
  }

  /** Returns the requirements for subjects of a role, in the order of the catalogue. */
  public static List<Requirement> load(Role role, Path checkout) throws IOException {
    return load(checkout).stream().filter(requirement -> requirement.role() == role).toList();
  }

  /**
   * Returns the requirements in the order of the catalogue.
   *
   * @param checkout the folder of the built-in scenarios; null for the class path
   */
  public static List<Requirement> load(Path checkout) throws IOException {
    List<Requirement> requirements = new ArrayList<>();
    for (JsonNode node : read(checkout, FILE)) {
      requirements.add(
          new Requirement(
              node.get("id").asString(),
              node.get("title").asString(),
              Optional.ofNullable(node.get("not_checked")).map(JsonNode::asString)));
    }
    return requirements;
  }

  /**
   * Returns the version of the catalogue in which each scenario first appeared, by its id. The
   * version of the catalogue is the highest of them.
   */
  public static Map<String, Integer> versions(List<Scenario> scenarios) {
    return scenarios.stream().collect(Collectors.toMap(Scenario::id, Scenario::since, Math::max));
  }

  /** Reads a JSON file next to the built-in scenarios. */
  public static JsonNode read(Path checkout, String name) throws IOException {
    try (InputStream in =
        checkout == null
            ? ScenarioLibrary.resource(name)
            : Files.newInputStream(checkout.resolve(name))) {
      return JsonMapper.builder().build().readTree(in);
    }
  }
}
