package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import pgconform.scenario.Scenario;
import pgconform.scenario.Words;

/** Chooses scenarios by id, by glob over ids, or by area. */
public final class Selection {
  private Selection() {}

  /**
   * The scenarios that match one of {@code wanted} (all if that is empty) and none of {@code
   * unwanted}.
   *
   * @throws IllegalArgumentException with one sentence, if a pattern matches nothing or nothing is
   *     left
   */
  public static List<Scenario> of(
      List<Scenario> scenarios, List<String> wanted, List<String> unwanted) {
    for (String pattern : wanted) {
      require(scenarios, pattern, "--scenario");
    }
    for (String pattern : unwanted) {
      require(scenarios, pattern, "--exclude");
    }
    List<Scenario> chosen = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      boolean in = wanted.isEmpty() || wanted.stream().anyMatch(p -> matches(scenario, p));
      if (in && unwanted.stream().noneMatch(p -> matches(scenario, p))) {
        chosen.add(scenario);
      }
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing is left to run: --exclude takes away all that --scenario selects");
    }
    return chosen;
  }

  private static void require(List<Scenario> scenarios, String pattern, String option) {
    if (scenarios.stream().noneMatch(s -> matches(s, pattern))) {
      TreeSet<String> known = new TreeSet<>();
      scenarios.forEach(
          s -> {
            known.add(s.id());
            known.add(s.area());
          });
      throw new IllegalArgumentException(
          "%s %s matches no scenario%s; './pgconform list' shows them all"
              .formatted(
                  option,
                  pattern,
                  Words.nearest(pattern, known)
                      .map(w -> " (did you mean '%s'?)".formatted(w))
                      .orElse("")));
    }
  }

  private static boolean matches(Scenario scenario, String pattern) {
    String glob = pattern.toLowerCase(Locale.ROOT);
    String expression =
        Pattern.compile("[*?]|[^*?]+")
            .matcher(glob)
            .replaceAll(
                m ->
                    switch (m.group()) {
                      case "*" -> ".*";
                      case "?" -> ".";
                      default -> java.util.regex.Matcher.quoteReplacement(Pattern.quote(m.group()));
                    });
    return scenario.id().toLowerCase(Locale.ROOT).matches(expression)
        || scenario.area().equalsIgnoreCase(pattern);
  }
}
