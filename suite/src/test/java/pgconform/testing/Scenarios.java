package pgconform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;

/** Scenarios for tests, read as users' files are. */
public final class Scenarios {
  private Scenarios() {}

  /** The scenario that a text is. */
  public static Scenario of(String yaml) {
    try {
      Path file = Files.createTempFile("scenario", ".yaml");
      try {
        Files.writeString(file, yaml);
        return ScenarioLibrary.load(List.of(file)).get(0);
      } finally {
        Files.delete(file);
      }
    } catch (ScenarioException e) {
      throw new IllegalArgumentException(e.getMessage() + "\n" + yaml, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A scenario of level must with these steps, indented as at the left margin. */
  public static Scenario steps(String steps) {
    return of(head("must") + "steps:\n" + steps.indent(2));
  }

  /** The same for targets that have a capability. */
  public static Scenario needing(String capability, String steps) {
    return of(head("must") + "needs: [%s]\nsteps:\n".formatted(capability) + steps.indent(2));
  }

  /** The same with variables, indented as at the left margin. */
  public static Scenario property(String variables, String steps) {
    return of(head("must") + "for all:\n" + variables.indent(2) + "steps:\n" + steps.indent(2));
  }

  /** What stands before variables and steps. */
  public static String head(String level) {
    return """
    id: TST-001
    title: A test
    area: test
    level: %s
    source: [a test]
    consequence: none
    """
        .formatted(level);
  }

  /** A built-in scenario about servers. */
  public static Scenario builtIn(String id) {
    return builtIn(Role.SERVER, id);
  }

  /** A built-in scenario. */
  public static Scenario builtIn(Role role, String id) {
    try {
      return ScenarioLibrary.load(role, null, List.of()).stream()
          .filter(scenario -> scenario.id().equals(id))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("there is no scenario " + id));
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
