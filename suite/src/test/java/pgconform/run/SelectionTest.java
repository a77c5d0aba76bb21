package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Effect;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

/** Which of the built-in scenarios a word chooses. */
class SelectionTest {
  private static List<Scenario> all() throws Exception {
    return ScenarioLibrary.load(null, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "start-up, startup",
    "key data, keydata",
    "ready for query, ready",
    "cancel error, cancel-error",
    "Cancel by state, cancel-state",
  })
  void anAreaIsKnownByItsFormerName(String former, String now) throws Exception {
    List<Scenario> chosen = Selection.of(all(), List.of(former), List.of());
    assertFalse(chosen.isEmpty());
    assertEquals(Set.of(now), chosen.stream().map(Scenario::area).collect(Collectors.toSet()));
  }

  @Test
  void anAreaHasTheNameOfItsFolder() throws Exception {
    for (Scenario scenario : all()) {
      String file = scenario.place().file();
      assertTrue(file.contains(scenario.area() + "/" + scenario.id() + ".yaml"), file);
    }
  }

  @Test
  void whatIsGentleHasNoEffectOnOthers() throws Exception {
    List<Scenario> all = all();
    List<Scenario> gentle = Selection.gentle(all);
    for (Scenario scenario : all) {
      assertEquals(
          scenario.effects().stream().allMatch(Effect::gentle),
          gentle.contains(scenario),
          scenario.id());
    }
    assertTrue(gentle.size() > 120, "gentle: " + gentle.size());
  }

  @Test
  void whereNothingIsGentleNothingIsLeft() throws Exception {
    List<Scenario> floods = Selection.of(all(), List.of("CAN-028*"), List.of());
    assertThrows(IllegalArgumentException.class, () -> Selection.gentle(floods));
  }
}
