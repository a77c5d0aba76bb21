package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;

/** How long a connection stayed open is told for each value of a variable. */
class TimesTest {
  private static final String TEXT =
      Scenarios.head("must")
          + """
          needs: [key data]
          for all:
            key: ["00 00 00 00", "00 00 00 01"]
          times: [cancel, key]
          steps:
            - start: victim
            - cancel: victim
              key: $key
            - closed: cancel
          """;

  @Test
  void theMedianAndTheLongestOfEachValue() {
    Scenario scenario = Scenarios.of(TEXT);
    Times.Collector times = new Times.Collector(scenario);
    assertEquals(Optional.empty(), times.times());
    Rules rules = new Rules();
    int[] delays = {0, 1, 60};
    int[] next = {0};
    rules.afterCancel =
        peer -> {
          long until = System.nanoTime() + delays[next[0]++ % delays.length] * 1_000_000L;
          while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
          }
          peer.close();
        };
    try (Judged judged = Judged.with(rules)) {
      for (String key : List.of("00 00 00 01", "00 00 00 01", "00 00 00 01", "00 00 00 00")) {
        Case values = new Case(Map.of("key", key));
        times.add(values, judged.run(scenario, values));
      }
    }
    Times found = times.times().orElseThrow();
    assertEquals("cancel", found.of().connection());
    assertEquals(
        List.of("00 00 00 00 1", "00 00 00 01 3"),
        found.rows().stream().map(row -> row.value() + " " + row.cases()).toList());
    Times.Row row = found.rows().get(1);
    assertTrue(row.longest() >= 60_000_000, row.toString());
    assertTrue(row.median() < row.longest(), row.toString());
  }

  @Test
  void theVariableHasToBeThere() {
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class,
            () -> Scenarios.of(TEXT.replace("[cancel, key]", "[cancel, kye]")));
    assertTrue(
        fault.getMessage().contains("there is no variable 'kye'; did you mean 'key'?"),
        fault.getMessage());
  }
}
