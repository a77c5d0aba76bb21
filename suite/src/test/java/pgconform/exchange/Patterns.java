package pgconform.exchange;

import pgconform.scenario.Pattern;
import pgconform.scenario.Step;
import pgconform.testing.Scenarios;

/** Patterns for tests, read as those of scenarios are; {@code $s} in them is a session. */
final class Patterns {
  private Patterns() {}

  static Pattern of(String text) {
    return expecting(text).choices().get(0).pattern();
  }

  static Step.Expect expecting(String text) {
    String step = "- start: s\n- expect: s\n  messages: '%s'\n".formatted(text.replace("'", "''"));
    return (Step.Expect) Scenarios.steps(step).steps().get(1);
  }
}
