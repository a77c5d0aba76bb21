package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.target.probe.Found.probe;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Capability;
import pgconform.target.failure.TargetUnavailable;
import pgconform.testing.Rules;

/** How a way to hold a query is found. */
class HeldQueryProbeTest {
  private static Rules slow(Rules.Slow... known) {
    Rules rules = new Rules();
    rules.slow.clear();
    rules.slow.addAll(EnumSet.copyOf(Set.of(known)));
    return rules;
  }

  @ParameterizedTest
  @CsvSource({
    "SLEEP, select pg_catalog.pg_sleep(",
    "SERIES, select count(*) from pg_catalog.generate_series(",
    "RECURSION, with recursive "
  })
  void slowQueries(Rules.Slow known, String beginning) {
    Found found = probe(slow(known));
    String words = found.words().get("held query");
    assertTrue(words.matches("slow query, [1-9]\\d*\\.\\d s: .*"), words);
    assertTrue(words.contains(": " + beginning), words);
    assertTrue(found.capabilities().contains(Capability.HELD_QUERY));
  }

  /** Its time is only measured, and yet it was running each time. */
  @ParameterizedTest
  @CsvSource({"true, ''", "false, 'no effect: it took its usual time, 3 of 3 times'"})
  void cancelsThatAreIgnored(boolean cancels, String words) {
    Rules rules = slow(Rules.Slow.RECURSION);
    rules.cancels = cancels;
    assertEquals(words, probe(rules).words().getOrDefault("cancels of that query", ""));
  }

  /** As with one backend for all, or a pooler that moves the lock to whoever asks next. */
  @Test
  void aLockThatBlocksNobodyHoldsNoQuery() {
    Rules rules = slow(Rules.Slow.ADVISORY_LOCK, Rules.Slow.SLEEP);
    rules.locksBlock = false;
    String words = probe(rules).words().get("held query");
    assertTrue(words.startsWith("slow query"), words);
  }

  @Test
  void noWayToHoldAQuery() {
    Rules rules = new Rules();
    rules.slow.clear();
    Found found = probe(rules);
    assertEquals("no", found.words().get("held query"));
    assertFalse(found.capabilities().contains(Capability.HELD_QUERY));
  }

  @Test
  void theQueryThatTheUserGave() {
    Rules both = slow(Rules.Slow.SLEEP, Rules.Slow.ADVISORY_LOCK);
    String words = probe(both, Optional.of("select pg_sleep(2)")).words().get("held query");
    assertTrue(words.matches("slow query, 2\\.\\d s: select pg_sleep\\(2\\)"), words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 | the query of --slow-query took ",
        "select nonsense | --slow-query does not work: ",
      })
  void whatIsNoSlowQuery(String sql, String sentence) {
    String message =
        assertThrows(TargetUnavailable.class, () -> probe(new Rules(), Optional.of(sql)))
            .getMessage();
    assertTrue(message.startsWith(sentence), message);
    assertTrue(message.lines().count() == 1, message);
  }
}
