package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;

/** Chooses scenarios by id, by glob over ids, or by area. */
public final class Selection {
  /** The names that areas had before they were named after their folders. */
  private static final Map<String, String> FORMER_AREAS =
      Map.of(
          "start-up", "startup",
          "key data", "keydata",
          "ready for query", "ready",
          "cancel error", "cancel-error",
          "cancel by state", "cancel-state");

  private Selection() {}

  /**
   * Returns the scenarios that match one of {@code wanted} (all if that is empty) and none of
   * {@code unwanted}.
   *
   * @throws IllegalArgumentException with one sentence, if a pattern matches nothing, or if nothing
   *     is left
   */
  public static List<Scenario> of(
      List<Scenario> scenarios, List<String> wanted, List<String> unwanted) {
    for (String pattern : wanted) {
      require(scenarios, pattern, "--scenario %s matches no scenario");
    }
    for (String pattern : unwanted) {
      require(scenarios, pattern, "--exclude %s matches no scenario");
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
          "nothing is left to run: --exclude removes everything that --scenario selects");
    }
    return chosen;
  }

  /**
   * Returns the scenarios with an id, those that a glob matches, or those of an area.
   *
   * @throws IllegalArgumentException with one sentence, if there are none
   */
  public static List<Scenario> named(List<Scenario> scenarios, String pattern) {
    require(scenarios, pattern, "there is no requirement %s");
    return scenarios.stream().filter(scenario -> matches(scenario, pattern)).toList();
  }

  /**
   * Returns the scenarios that a server in use by others can be exposed to.
   *
   * @throws IllegalArgumentException with one sentence, if there are none
   */
  public static List<Scenario> gentle(List<Scenario> scenarios) {
    List<Scenario> gentle = scenarios.stream().filter(Scenario::gentle).toList();
    if (gentle.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing is left to run: --gentle excludes all selected scenarios; see './pgconform list'"
              + " for the reasons");
    }
    return gentle;
  }

  /**
   * Returns the part of the scenarios that a shard runs: every n-th one in the order of ids, so
   * that slow areas are spread over all shards.
   *
   * @throws IllegalArgumentException with one sentence, if it is empty
   */
  public static List<Scenario> shard(List<Scenario> scenarios, Part shard) {
    List<Scenario> ordered = new ArrayList<>(scenarios);
    ordered.sort(Comparator.comparing(Scenario::id));
    List<Scenario> part = new ArrayList<>();
    for (int i = shard.index() - 1; i < ordered.size(); i += shard.count()) {
      part.add(ordered.get(i));
    }
    if (part.isEmpty()) {
      throw new IllegalArgumentException(
          "--shard %s is empty, since there %s to divide"
              .formatted(
                  shard,
                  ordered.size() == 1
                      ? "is only 1 scenario"
                      : "are only " + ordered.size() + " scenarios"));
    }
    return part;
  }

  private static void require(List<Scenario> scenarios, String pattern, String wrong) {
    if (scenarios.stream().noneMatch(s -> matches(s, pattern))) {
      TreeSet<String> known = new TreeSet<>();
      scenarios.forEach(
          s -> {
            known.add(s.id());
            known.add(s.area());
          });
      throw new IllegalArgumentException(
          wrong.formatted(pattern)
              + Spelling.nearest(pattern, known)
                  .map("; did you mean '%s'?"::formatted)
                  .orElse("; './pgconform list' shows them all"));
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
                      default -> Matcher.quoteReplacement(Pattern.quote(m.group()));
                    });
    return scenario.id().toLowerCase(Locale.ROOT).matches(expression)
        || scenario.area().equals(FORMER_AREAS.getOrDefault(glob, glob));
  }
}
