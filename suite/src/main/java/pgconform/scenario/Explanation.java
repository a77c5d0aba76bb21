package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A scenario in prose, for somebody who wants to know what they broke. */
public final class Explanation {
  private final List<String> lines = new ArrayList<>();

  private Explanation() {}

  /** The explanation, several lines. */
  public static String of(Scenario scenario) {
    Explanation explanation = new Explanation();
    explanation.scenario(scenario);
    return String.join("\n", explanation.lines);
  }

  private void scenario(Scenario s) {
    lines.add("%s  %s".formatted(s.id(), s.title()));
    lines.add("");
    lines.add(level(s));
    s.poolersMay().ifPresent(other -> lines.add("A pooler may %s.".formatted(other)));
    s.servers().ifPresent(servers -> lines.add("Applies to PostgreSQL %s.".formatted(servers)));
    lines.add("Without it: %s.".formatted(s.consequence()));
    if (!s.bugs().isEmpty()) {
      String bugs = s.bugs().stream().map(Bug::toString).collect(Collectors.joining("; "));
      lines.add("Finds: %s.".formatted(bugs));
    }
    lines.add("Source: %s.".formatted(String.join("; ", s.sources())));
    s.disputed().ifPresent(this::disputed);
    if (!s.needs().isEmpty()) {
      lines.add("Needs");
      s.needs().forEach(need -> lines.add("  %s: %s".formatted(need, need.about())));
    }
    if (!s.effects().isEmpty()) {
      lines.add("Does to the server");
      s.effects().forEach(effect -> lines.add("  %s: %s".formatted(effect, effect.about())));
      if (!s.gentle()) {
        lines.add("'run --gentle' leaves it out.");
      }
    }
    if (s.alone()) {
      lines.add("Runs alone: nothing else is done with the target meanwhile.");
    }
    if (!s.variables().isEmpty()) {
      lines.add("");
      lines.add("For all values of");
      for (Variable variable : s.variables()) {
        lines.add("  $%s: %s".formatted(variable.name(), variable.generator().told()));
      }
    }
    for (Table table : s.matrix()) {
      lines.add("Shown as a table of %s by %s.".formatted(table.rows(), table.columns()));
    }
    lines.add("");
    lines.add("Steps");
    lines.addAll(Step.told(s.steps(), "  "));
    outcomes(s);
    lines.add("");
    lines.add("File: " + s.place().file());
  }

  private void disputed(Disputed d) {
    lines.add("");
    lines.add("Disputed: " + d.question());
    lines.add("  one reading:   " + d.one());
    lines.add("  other reading: " + d.other());
    lines.add("  judged:        " + d.judged());
    lines.add("");
  }

  private static String level(Scenario s) {
    return switch (s.level()) {
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
    lines.add("Outcomes");
    for (Map.Entry<String, List<OutcomeRule>> entry : s.outcomes().entrySet()) {
      for (OutcomeRule rule : entry.getValue()) {
        lines.add(
            "  %s: %s%s%s%s"
                .formatted(
                    entry.getKey(),
                    Words.written(rule.verdict()),
                    rule.servers().map(v -> ", on PostgreSQL " + v).orElse(""),
                    rule.profile().map(p -> ", judged as " + Words.written(p)).orElse(""),
                    rule.says().isEmpty() ? "" : " - " + rule.says()));
      }
    }
  }
}
