package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Scenario;
import pgconform.wire.Bytes;

/** That simpler and simpler cases come to an end, at the simplest that still fails. */
class ShrinkTest {
  private static final int MOST_STEPS = 2_000;

  /** Follows the first simpler case that fails until none does. */
  private static Case smallest(Scenario scenario, int tries, Predicate<Case> fails) {
    Cases.Plan plan = Cases.plan(scenario, Properties.SPACE, 11, tries);
    assertFalse(plan.all(), "where all cases are tried, the simplest comes first");
    Cases.Candidate found =
        plan.cases().stream()
            .filter(c -> fails.test(c.value()))
            // The last one found is the furthest from an edge.
            .reduce((first, second) -> second)
            .orElseThrow();
    int steps = 0;
    for (Cases.Candidate next = found; next != null; ) {
      assertTrue(steps++ < MOST_STEPS, "no end");
      found = next;
      next = null;
      for (Cases.Candidate simpler : found.simpler(100)) {
        assertNotEquals(found.value(), simpler.value());
        if (fails.test(simpler.value())) {
          next = simpler;
          break;
        }
      }
    }
    return found.value();
  }

  private static String smallest(String generator, int tries, Predicate<Object> fails) {
    Scenario scenario = Properties.of(generator);
    return smallest(scenario, tries, c -> fails.test(c.values().get("x"))).toString();
  }

  private static String smallest(String generator, Predicate<Object> fails) {
    return smallest(generator, 300, fails);
  }

  @Test
  void integers() {
    assertEquals("x=37", smallest("{integer: 0..1000000}", x -> (Long) x >= 37));
    assertEquals("x=-5", smallest("{integer: -100000..100000}", x -> (Long) x <= -5));
  }

  @Test
  void octets() {
    assertEquals("x=000000", smallest("{octets: 0..60}", x -> ((Bytes) x).size() >= 3));
  }

  @Test
  void longOnes() {
    assertEquals("x=00x2000", smallest("{octets: 0..20000}", 60, x -> ((Bytes) x).size() >= 2_000));
    assertEquals(
        "x=" + "a".repeat(3_000),
        smallest("{text: 3000..20000}", 60, x -> ((String) x).length() >= 1_500));
  }

  @Test
  void texts() {
    String text = smallest("{text: 0..60}", x -> ((String) x).length() >= 2);
    assertTrue(text.matches("x=(.|%u\\w{4}){2}"), text);
  }

  @Test
  void delays() {
    assertEquals(
        "x=2000us",
        smallest("{delay: 0..50ms}", x -> ((Duration) x).compareTo(Duration.ofMillis(2)) >= 0));
  }

  @Test
  void cuts() {
    assertEquals("x=5", smallest("{cuts of: 40}", x -> ((Framing) x).cuts().contains(5)));
    String two = smallest("{cuts of: 40}", x -> ((Framing) x).cuts().size() >= 2);
    assertTrue(two.matches("x=\\d+\\+\\d+"), two);
  }

  @Test
  void wrongKeys() {
    assertEquals("x=extend(00)", smallest("{wrong key: [extend]}", x -> true));
    assertEquals(
        "x=flip(9)", smallest("{wrong key: [flip]}", 30, x -> ((KeyChange) x).number() >= 9));
    assertEquals(
        "x=extend(0000000000)",
        smallest("{wrong key: any}", x -> ((KeyChange) x).octets().size() >= 5));
  }

  @Test
  void eachVariableForItself() {
    Map<String, String> generators = new LinkedHashMap<>();
    generators.put("transport", "{transport: any}");
    generators.put("n", "{integer: 0..100000}");
    generators.put("cuts", "{cuts of: 30}");
    assertEquals(
        "transport=plain, n=100, cuts=whole",
        smallest(Properties.of(generators), 300, c -> (Long) c.values().get("n") >= 100)
            .toString());
  }

  @Test
  void whateverFailsEndsAtTheSimplestCase() {
    assertEquals(
        "n=0, s=, t=0us",
        smallest(
                Properties.of(
                    new LinkedHashMap<>(
                        new java.util.TreeMap<>(
                            Map.of(
                                "n", "{integer: 0..9999}",
                                "s", "{octets: 0..9}",
                                "t", "{delay: 0..9ms}")))),
                300,
                c -> true)
            .toString());
  }
}
