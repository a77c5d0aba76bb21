package pgconform.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The environments that every change is tried in; {@code ci/soak} has them all. */
@Tag("embedded")
class EnvironmentsTest {
  private static final Map<String, Stage> STAGES = new LinkedHashMap<>();

  @TempDir Path folder;

  /** On each kind of server in turn, if it is there. */
  static Stream<Arguments> quick() throws IOException {
    List<String> kinds =
        Programs.of("debian").isPresent()
            ? List.of("debian", "embedded:18")
            : List.of("embedded:18");
    List<Arguments> all = new ArrayList<>();
    for (Environment each : Environments.ALL) {
      String reason = Environments.NOT_YET.get(each.name());
      if (each.isQuick() && reason != null) {
        System.out.println("not yet green: " + each + ", " + reason);
      } else if (each.isQuick()) {
        all.add(Arguments.of(each, kinds.get(all.size() % kinds.size())));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("quick")
  void nothingIsRed(Environment environment, String kind) throws Exception {
    Stage stage = STAGES.get(kind);
    if (stage == null) {
      stage = new Stage(Programs.of(kind).orElseThrow());
      STAGES.put(kind, stage);
    }
    Stage.Made made = stage.make(environment);
    if (made.url().isEmpty()) {
      System.out.println("left out: " + environment + " on " + kind + ", " + made.reason());
      return;
    }
    Verdicts verdicts =
        Verdicts.of(made.url().get(), folder, List.of("--effort", "smoke", "--seed", "1"));
    assertEquals(List.of(), verdicts.problems(environment), verdicts.line());
  }

  @AfterAll
  static void end() throws Exception {
    for (Stage stage : STAGES.values()) {
      stage.close();
    }
    STAGES.clear();
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
    assertTrue(Environments.ALL.stream().filter(Environment::isQuick).count() >= 8);
  }
}
