package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.scenario.OutcomeRule;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ServerVersion;
import pgconform.testing.Scenarios;

/** What level, profile and release make of what happened. */
class JudgeTest {
  private static final String STEPS =
      """
      steps:
        - start: s
        - expect: s
          one of:
            good: ReadyForQuery
            bad: Closed
            other: DataRow
      outcomes:
      """;

  private static Judge judge(String level, String outcome, String profile, String release) {
    String rules = outcome.isEmpty() ? "pass" : outcome;
    Scenario scenario = Scenarios.of(Scenarios.head(level) + STEPS + "  good: " + rules + "\n");
    Optional<ServerVersion> version =
        release == null ? Optional.empty() : ServerVersion.of(release);
    return new Judge(scenario, Profile.valueOf(profile), version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "must    POSTGRESQL fail    pass",
        "must    PROTOCOL   fail    pass",
        "must    POOLER     fail    pass",
        "should  POSTGRESQL fail    pass",
        "should  PROTOCOL   lenient pass",
        "should  POOLER     lenient pass",
        "may     POSTGRESQL fail    pass",
        "may     PROTOCOL   info    pass",
        "may     POOLER     info    pass",
        "observe POSTGRESQL fail    info",
        "observe PROTOCOL   info    info",
        "observe POOLER     info    info",
      })
  void levelAndProfile(String row) {
    String[] words = row.split(" +", -1);
    Judge judge = judge(words[0], "", words[1], null);
    assertEquals(words[2], judge.broken().toString(), "broken");
    assertEquals(words[3], judge.satisfied().toString(), "satisfied");
    assertEquals(judge.satisfied(), judge.of(OutcomeRule.Judgement.PASS));
  }

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, fail", "PROTOCOL, fail", "POOLER, info"})
  void whatPoolersMayDoIsNoFailureOfTheirs(Profile profile, String verdict) {
    Scenario scenario =
        Scenarios.of(Scenarios.head("must") + "poolers may: queue\n" + STEPS + "  good: pass\n");
    Judge judge = new Judge(scenario, profile, Optional.empty());
    assertEquals(verdict, judge.broken().toString(), "broken");
    assertEquals("pass", judge.satisfied().toString(), "satisfied");
  }

  @ParameterizedTest
  @CsvSource({
    "LENIENT, lenient",
    "FAIL, fail",
    "INFO, info",
    "UNDECIDED, undecided",
    "UNSUPPORTED, unsupported"
  })
  void whatAnOutcomeSaysCountsAtEveryLevel(OutcomeRule.Judgement judgement, String verdict) {
    for (String level : new String[] {"must", "should", "may", "observe"}) {
      assertEquals(verdict, judge(level, "", "POSTGRESQL", null).of(judgement).toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{verdict: lenient}]                               | POOLER     |      | lenient",
        "[{verdict: lenient, profile: pooler}]              | POOLER     |      | lenient",
        "[{verdict: lenient, profile: pooler}]              | PROTOCOL   |      | none",
        "[{verdict: info, servers: '< 14'}]                 | POSTGRESQL | 13.9 | info",
        "[{verdict: info, servers: '< 14'}]                 | POSTGRESQL | 14.0 | none",
        "[{verdict: info, servers: '< 14'}]                 | PROTOCOL   |      | info",
        "[{verdict: info, servers: '< 14'}, {verdict: fail}] | POSTGRESQL | 13.9 | info",
        "[{verdict: info, servers: '< 14'}, {verdict: fail}] | POSTGRESQL | 14.1 | fail",
        "[{verdict: fail}, {verdict: info, servers: '< 14'}] | POSTGRESQL | 13.9 | fail",
        "[{verdict: info, servers: '>= 14', profile: pooler}] | POOLER    | 14.0 | info",
        "[{verdict: info, servers: '>= 14', profile: pooler}] | POOLER    | 13.0 | none",
        "[{verdict: info, servers: '>= 14', profile: pooler}] | PROTOCOL  | 14.0 | none",
      })
  void theFirstRuleThatAppliesCounts(String rules, String profile, String release, String verdict) {
    Judge judge = judge("must", rules, profile, release);
    assertTrue(judge.knows("good"));
    assertFalse(judge.knows("bad"));
    assertEquals(
        verdict,
        judge.rule("good").map(rule -> judge.of(rule.verdict()).toString()).orElse("none"));
  }
}
