package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Explains a scenario in prose, for the developer of a system that violates it. */
public final class Explanation {
  private final List<String> lines = new ArrayList<>();

  private final Function<String, Optional<String>> page;

  private Explanation(Function<String, Optional<String>> page) {
    this.page = page;
  }

  /** Returns the explanation, which has several lines. */
  public static String of(Scenario scenario) {
    return of(scenario, scenario.place().file(), source -> Optional.empty());
  }

  /**
   * Returns the explanation, which has several lines.
   *
   * @param file the path by which the reader finds its file
   * @param page returns the address of a source, if it has one
   */
  public static String of(Scenario scenario, String file, Function<String, Optional<String>> page) {
    Explanation explanation = new Explanation(page);
    explanation.scenario(scenario);
    explanation.lines.add("This requirement is the file %s.".formatted(file));
    return String.join("\n", explanation.lines);
  }

  private void scenario(Scenario s) {
    lines.add("%s  %s".formatted(s.id(), s.title()));
    lines.add("");
    lines.add(level(s));
    s.poolersMay().ifPresent(other -> lines.add("A pooler may %s.".formatted(other)));
    s.servers().ifPresent(servers -> lines.add("It applies to PostgreSQL %s.".formatted(servers)));
    lines.add("Where it is broken, %s.".formatted(s.consequence()));
    if (!s.bugs().isEmpty()) {
      String bugs = s.bugs().stream().map(Bug::toString).collect(Collectors.joining("; "));
      lines.add("It is known to find these defects: %s.".formatted(bugs));
    }
    lines.add("It follows from these parts of PostgreSQL's documentation and source:");
    s.sources()
        .forEach(
            source -> lines.add("  " + source + page.apply(source).map(": "::concat).orElse("")));
    s.disputed().ifPresent(this::disputed);
    if (!s.needs().isEmpty()) {
      lines.add("");
      lines.add("A target is judged by it only if it has these capabilities:");
      s.needs().forEach(need -> lines.add("  %s: %s".formatted(need, need.about())));
    }
    if (!s.effects().isEmpty()) {
      lines.add("");
      lines.add("This is what it does to the server:");
      s.effects().forEach(effect -> lines.add("  %s: it %s.".formatted(effect, effect.about())));
      if (!s.gentle()) {
        lines.add("'run --gentle' leaves it out.");
      }
    }
    if (s.alone()) {
      lines.add("");
      lines.add("It runs alone: nothing else is done with the target meanwhile.");
    }
    lines.add("");
    if (s.variables().isEmpty()) {
      lines.add("These steps are taken:");
    } else {
      lines.add("These steps are taken for all values of the following variables:");
      for (Variable variable : s.variables()) {
        lines.add("  $%s: %s".formatted(variable.name(), variable.generator().told()));
      }
      for (CaseTable table : s.matrix()) {
        lines.add(
            "  Reports show a table of the values of %s by those of %s."
                .formatted(table.rows(), table.columns()));
      }
      lines.add("");
    }
    lines.addAll(Step.told(s.steps(), "  "));
    outcomes(s);
    lines.add("");
  }

  private void disputed(Disputed d) {
    lines.add("");
    lines.add("The documentation can be read in two ways. " + d.question());
    lines.add("  one reading:   " + d.one());
    lines.add("  other reading: " + d.other());
    lines.add("  judged:        " + d.judged());
  }

  private static String level(Scenario s) {
    return s.role() == Role.SERVER
        ? levelOfServer(s.level())
        : levelOf(Spelling.written(s.role()), s.level());
  }

  private static String levelOf(String who, Level level) {
    return switch (level) {
      case MUST -> "Every %s must do this.".formatted(who);
      case SHOULD ->
          "A %s should do this; one that does otherwise is reported as lenient.".formatted(who);
      case MAY -> "A %s may do this.".formatted(who);
      case OBSERVE -> "Nobody specifies this. What a %s does is recorded.".formatted(who);
    };
  }

  private static String levelOfServer(Level level) {
    return switch (level) {
      case MUST -> "Every server must do this.";
      case SHOULD ->
          "PostgreSQL does this and clients rely on it; another server that does otherwise is"
              + " reported as lenient.";
      case MAY -> "A server may do this; PostgreSQL does.";
      case OBSERVE ->
          "Nobody specifies this. What a server does is recorded; PostgreSQL is known to do it.";
    };
  }

  private void outcomes(Scenario s) {
    if (s.outcomes().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("This is how the named outcomes are judged:");
    for (Map.Entry<String, List<OutcomeRule>> entry : s.outcomes().entrySet()) {
      for (OutcomeRule rule : entry.getValue()) {
        lines.add(
            "  %s: %s%s%s%s"
                .formatted(
                    entry.getKey(),
                    Spelling.written(rule.verdict()),
                    rule.servers().map(v -> ", on PostgreSQL " + v).orElse(""),
                    rule.profile().map(p -> ", judged as " + Spelling.written(p)).orElse(""),
                    rule.says().isEmpty() ? "" : " - " + rule.says()));
      }
    }
  }
}
