package pgconform.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The environments that every change is tried in; {@code ci/soak} has them all. */
@Tag("embedded")
class EnvironmentsTest {
  private static Stage stage;

  @TempDir Path folder;

  /** On what Debian has installed, or else on a release that is fetched. */
  private static final List<String> KINDS = List.of("debian", "embedded:18");

  static Stream<Environment> quick() {
    return Environments.ALL.stream().filter(Environment::isQuick);
  }

  private static synchronized Stage stage() throws IOException {
    if (stage == null) {
      for (String kind : KINDS) {
        Optional<Path> programs = Programs.of(kind);
        if (programs.isPresent()) {
          stage = new Stage(programs.get());
          break;
        }
      }
    }
    return stage;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("quick")
  void nothingIsRed(Environment environment) throws Exception {
    Stage.Made made = stage().make(environment);
    List<String> options = new ArrayList<>(List.of("--effort", "smoke", "--seed", "1"));
    environment.quickRequirements().forEach(id -> options.addAll(List.of("--scenario", id)));
    environment.outOfReach().forEach(id -> options.addAll(List.of("--scenario", id)));
    Verdicts verdicts = Verdicts.of(made.url().orElseThrow(), folder, options);
    assertEquals(
        List.of(), verdicts.problems(environment.quickRequirements().size()), verdicts.line());
  }

  @AfterAll
  static void end() throws Exception {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void theTableHasEachEnvironmentOnce() {
    Set<String> slugs =
        Environments.ALL.stream()
            .map(Environment::slug)
            .collect(Collectors.toCollection(HashSet::new));
    assertEquals(Environments.ALL.size(), slugs.size());
    Set<String> unknown = new HashSet<>(Environments.NOT_YET.keySet());
    Environments.ALL.forEach(each -> unknown.remove(each.name()));
    assertEquals(Set.of(), unknown, "not in the table");
    assertTrue(Environments.ALL.stream().filter(Environment::isQuick).count() >= 4);
  }
}
