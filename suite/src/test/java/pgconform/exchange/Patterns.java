package pgconform.exchange;

import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.testing.Scenarios;

/** Patterns for tests, read as those of scenarios are; {@code $s} in them is a session. */
final class Patterns {
  private Patterns() {}

  static Pattern of(String text) {
    // In a scenario, a pattern must not end with an optional part.
    Pattern whole = expecting("(" + text + ") Closed").choices().get(0).pattern();
    return ((Pattern.Sequence) whole).parts().get(0);
  }

  static ExpectStep expecting(String text) {
    String step = "- start: s\n- expect: s\n  messages: '%s'\n".formatted(text.replace("'", "''"));
    return (ExpectStep) Scenarios.steps(step).steps().get(1);
  }
}
