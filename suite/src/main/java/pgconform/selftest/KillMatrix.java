package pgconform.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.run.Result;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;

/** Writes a page that shows which scenario catches which fault. */
public final class KillMatrix {
  private static final int WIDEST = 200;

  private final List<FaultTrial> attempts;
  private final List<Scenario> scenarios;
  private final boolean everywhere;

  /**
   * Creates a matrix.
   *
   * @param scenarios all scenarios that could have caught something
   * @param everywhere whether scenarios about something else were also run against each fault
   */
  public KillMatrix(List<FaultTrial> attempts, List<Scenario> scenarios, boolean everywhere) {
    this.attempts = List.copyOf(attempts);
    this.scenarios = List.copyOf(scenarios);
    this.everywhere = everywhere;
  }

  /** Returns the faults that a scenario of their area should have caught, but none has. */
  public List<Fault> missed() {
    return attempts.stream().filter(FaultTrial::missed).map(FaultTrial::fault).toList();
  }

  /** Returns the trials in which scenarios about something else failed. */
  public List<FaultTrial> misleading() {
    return attempts.stream().filter(a -> !a.misleading().isEmpty()).toList();
  }

  /** Returns the scenarios of level must or should that have caught nothing. */
  public List<Scenario> harmless() {
    Set<String> catching =
        attempts.stream()
            .flatMap(a -> a.red().stream())
            .filter(r -> r.verdict() == Verdict.FAIL)
            .map(r -> r.scenario().id())
            .collect(Collectors.toSet());
    return scenarios.stream()
        .filter(KillMatrix::counts)
        .filter(s -> !catching.contains(s.id()))
        .toList();
  }

  /** Returns what is wrong, one sentence each; empty if every fault was caught as it should be. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (FaultTrial attempt : attempts) {
      if (attempt.missed()) {
        problems.add(
            attempt
                .problem()
                .map(problem -> "%s could not be tried: %s".formatted(attempt.fault(), problem))
                .orElse(
                    "%s was caught by no scenario of its area, %s"
                        .formatted(attempt.fault(), attempt.fault().area())));
      }
    }
    for (FaultTrial attempt : misleading()) {
      problems.add(
          "%s breaks a rule of %s, but these fail, too: %s"
              .formatted(attempt.fault(), attempt.fault().area(), ids(attempt.misleading())));
    }
    return problems;
  }

  /** Returns the page, in Markdown. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Kill matrix");
    lines.add("");
    lines.add("Made by `./pgconform selftest%s --matrix FILE`.".formatted(option()));
    lines.add("");
    lines.add(
        "A proxy before a real PostgreSQL breaks one rule of the protocol at a time; scenarios of");
    lines.add("the fault's own area have to fail, and none that is about something else may.");
    lines.add("");
    lines.add(summary() + ".");
    Set<String> areas = new TreeSet<>();
    attempts.forEach(a -> areas.add(a.fault().area()));
    for (String area : areas) {
      lines.add("");
      lines.add("## " + area);
      lines.add("");
      lines.add("| fault | what the server does | caught by | first of them says |");
      lines.add("|---|---|---|---|");
      attempts.stream()
          .filter(a -> a.fault().area().equals(area))
          .map(KillMatrix::row)
          .forEach(lines::add);
    }
    if (everywhere) {
      lines.add("");
      lines.add("## What scenarios catch");
      lines.add("");
      lines.add(
          "Those of level must or should, with the faults of their area; with others only where"
              + " they caught none at first.");
      lines.add("");
      lines.add("| scenario | catches |");
      lines.add("|---|---|");
      scenarios.stream().filter(KillMatrix::counts).map(this::row).forEach(lines::add);
    }
    return String.join("\n", lines) + "\n";
  }

  /** Returns how many faults were tried, caught and missed. */
  public String summary() {
    long caught = attempts.stream().filter(a -> !a.caught().isEmpty()).count();
    int missed = missed().size();
    long unmet = attempts.size() - caught - missed;
    return "%d faults tried, %d caught, %d missed%s"
        .formatted(
            attempts.size(),
            caught,
            missed,
            unmet == 0 ? "" : ", %d too rare to be met at this effort".formatted(unmet));
  }

  private String option() {
    return everywhere ? " --everywhere" : "";
  }

  private static boolean counts(Scenario scenario) {
    return scenario.level() == Level.MUST || scenario.level() == Level.SHOULD;
  }

  private static String row(FaultTrial attempt) {
    List<Result> caught = attempt.caught();
    return "| %s | %s | %s | %s |"
        .formatted(
            attempt.fault().name(),
            attempt.fault().says() + odds(attempt),
            caught.isEmpty() ? "**nothing**" : ids(caught),
            caught.isEmpty() ? "" : cell(caught.get(0).message()) + values(caught.get(0)));
  }

  /** Returns the case, if the scenario has several. */
  private static String values(Result result) {
    return result
        .failure()
        .map(Result.Failure::values)
        .filter(values -> !values.isEmpty())
        .map(values -> " (with " + cell(values) + ")")
        .orElse("");
  }

  private static String odds(FaultTrial attempt) {
    return attempt.fault().kind() == Fault.Kind.RARE
        ? " Met with a probability of %.2f %% at this effort.".formatted(100 * attempt.odds())
        : "";
  }

  private static String cell(String text) {
    String first = text.lines().findFirst().orElse("").replace("|", "\\|");
    return first.length() <= WIDEST ? first : first.substring(0, WIDEST) + "…";
  }

  private String row(Scenario scenario) {
    String faults =
        attempts.stream()
            .filter(
                a ->
                    a.red().stream()
                        .anyMatch(
                            r ->
                                r.verdict() == Verdict.FAIL
                                    && r.scenario().id().equals(scenario.id())))
            .map(a -> a.fault().name())
            .collect(Collectors.joining(" "));
    return "| %s | %s |".formatted(scenario.id(), faults.isEmpty() ? "**nothing**" : faults);
  }

  private static String ids(List<Result> results) {
    return results.stream().map(r -> r.scenario().id()).collect(Collectors.joining(" "));
  }
}
