package pgconform.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.run.Result;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;

/** Which scenario catches which fault, as a page. */
public final class KillMatrix {
  private final List<Attempt> attempts;
  private final List<Scenario> scenarios;
  private final boolean everywhere;

  /**
   * A matrix.
   *
   * @param scenarios all that could have caught something
   * @param everywhere whether each fault was shown to all of them, not just to those of its area
   */
  public KillMatrix(List<Attempt> attempts, List<Scenario> scenarios, boolean everywhere) {
    this.attempts = List.copyOf(attempts);
    this.scenarios = List.copyOf(scenarios);
    this.everywhere = everywhere;
  }

  /** The faults that some scenario of their area should have caught, and none has. */
  public List<Fault> missed() {
    return attempts.stream().filter(Attempt::missed).map(Attempt::fault).toList();
  }

  /** The attempts in which scenarios failed that are about something else. */
  public List<Attempt> misleading() {
    return attempts.stream().filter(a -> !a.misleading().isEmpty()).toList();
  }

  /** The scenarios of level must or should that have caught nothing. */
  public List<Scenario> harmless() {
    Set<String> catching =
        attempts.stream()
            .flatMap(a -> a.red().stream())
            .filter(r -> r.verdict() == Verdict.FAIL)
            .map(r -> r.scenario().id())
            .collect(Collectors.toSet());
    return scenarios.stream()
        .filter(s -> s.level() == Level.MUST || s.level() == Level.SHOULD)
        .filter(s -> !catching.contains(s.id()))
        .toList();
  }

  /** The page, in Markdown. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Kill matrix");
    lines.add("");
    lines.add("Made by `./pgconform selftest%s --matrix FILE`.".formatted(option()));
    lines.add(
        "Each fault is one rule broken by a proxy before a real PostgreSQL; the scenarios of");
    lines.add("the fault's own area have to notice.");
    lines.add("");
    lines.add(
        "%d faults, %d caught, %d missed."
            .formatted(attempts.size(), attempts.size() - missed().size(), missed().size()));
    Set<String> areas = new TreeSet<>();
    attempts.forEach(a -> areas.add(a.fault().area()));
    for (String area : areas) {
      lines.add("");
      lines.add("## " + area);
      lines.add("");
      lines.add("| fault | what the server does | caught by |" + (everywhere ? " also red |" : ""));
      lines.add("|---|---|---|" + (everywhere ? "---|" : ""));
      attempts.stream()
          .filter(a -> a.fault().area().equals(area))
          .map(this::row)
          .forEach(lines::add);
    }
    lines.add("");
    lines.add("## Scenarios that have caught nothing");
    lines.add("");
    lines.add("Of level must or should; each of them waits for a fault that it can catch.");
    lines.add("");
    harmless().forEach(s -> lines.add("- %s %s".formatted(s.id(), s.title())));
    return String.join("\n", lines) + "\n";
  }

  private String option() {
    return everywhere ? " --everywhere" : "";
  }

  private String row(Attempt attempt) {
    String caught = ids(attempt.caught());
    TreeMap<String, Integer> others = new TreeMap<>();
    for (Result red : attempt.red()) {
      if (!red.scenario().area().equals(attempt.fault().area())) {
        others.merge(red.scenario().area(), 1, Integer::sum);
      }
    }
    String also =
        others.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return "| %s | %s | %s |"
            .formatted(
                attempt.fault().name(),
                attempt.fault().says(),
                caught.isEmpty() ? "**nothing**" : caught)
        + (everywhere ? " %s |".formatted(also) : "");
  }

  private static String ids(List<Result> results) {
    return results.stream().map(r -> r.scenario().id()).collect(Collectors.joining(" "));
  }
}
