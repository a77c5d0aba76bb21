package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    s.servers().ifPresent(servers -> lines.add("Applies to PostgreSQL %s.".formatted(servers)));
    lines.add("Without it: %s.".formatted(s.consequence()));
    if (!s.bugs().isEmpty()) {
      String bugs = s.bugs().stream().map(Bug::toString).collect(Collectors.joining("; "));
      lines.add("Finds: %s.".formatted(bugs));
    }
    lines.add("Source: %s.".formatted(String.join("; ", s.sources())));
    s.disputed().ifPresent(this::disputed);
    if (!s.needs().isEmpty()) {
      lines.add("Needs: %s.".formatted(String.join(", ", s.needs())));
    }
    if (s.alone()) {
      lines.add("Runs alone: nothing else is done with the target meanwhile.");
    }
    if (!s.variables().isEmpty()) {
      lines.add("");
      lines.add("For all values of");
      for (Variable variable : s.variables()) {
        lines.add("  $%s: %s".formatted(variable.name(), generator(variable.generator())));
      }
    }
    for (Table table : s.matrix()) {
      lines.add("Shown as a table of %s by %s.".formatted(table.rows(), table.columns()));
    }
    lines.add("");
    lines.add("Steps");
    steps(s.steps(), "  ");
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

  private static String generator(Variable.Generator generator) {
    if (generator instanceof Variable.OneOf oneOf) {
      return String.join(", ", oneOf.values());
    } else if (generator instanceof Variable.Integers integers) {
      return "a number, " + range(integers.range());
    } else if (generator instanceof Variable.Transports t) {
      return t.among().isEmpty()
          ? "any transport that the target offers"
          : String.join(", ", t.among());
    } else if (generator instanceof Variable.Versions) {
      return "any protocol version 3.x";
    } else if (generator instanceof Variable.WrongKeys w) {
      return "a wrong key: "
          + (w.kinds().isEmpty() ? "changed in any way" : String.join(", ", w.kinds()));
    } else if (generator instanceof Variable.Framings f) {
      return "any cuts into segments"
          + (f.endings() ? ", with octets behind, left open or closed or reset" : "");
    } else if (generator instanceof Variable.Octets o) {
      return "any octets, " + range(o.size());
    } else if (generator instanceof Variable.Texts t) {
      return "any text, %s characters".formatted(range(t.size()));
    } else if (generator instanceof Variable.StartUpParameters p) {
      return "%s %s"
          .formatted(
              range(p.count()),
              p.protocolOptions() ? "protocol options _pq_.…" : "run-time parameters");
    }
    Variable.Delays d = (Variable.Delays) generator;
    return "a time from %d to %d microseconds".formatted(d.fromMicros(), d.upToMicros());
  }

  private static String range(Variable.Range range) {
    return "from %s to %s".formatted(bound(range.from()), bound(range.upTo()));
  }

  private static String bound(Variable.Bound bound) {
    return bound.variable().isEmpty() ? Long.toString(bound.number()) : "$" + bound.variable();
  }

  private void steps(List<Step> steps, String indent) {
    for (Step step : steps) {
      lines.add(indent + "- " + step(step));
      if (step instanceof Step.Expect expect) {
        expect(expect, indent + "    ");
      } else if (step instanceof Step.Repeat repeat) {
        steps(repeat.steps(), indent + "  ");
      } else if (step instanceof Step.Together together) {
        for (Step.Branch branch : together.branches()) {
          lines.add(indent + "  after " + branch.after());
          steps(branch.steps(), indent + "    ");
        }
      } else if (step instanceof Step.Match match) {
        match
            .cases()
            .forEach(
                (value, inner) -> {
                  lines.add(indent + "  where it is " + value);
                  steps(inner, indent + "    ");
                });
      }
    }
  }

  private void expect(Step.Expect expect, String indent) {
    for (Step.Choice choice : expect.choices()) {
      lines.add(
          indent + (choice.outcome().isEmpty() ? "" : choice.outcome() + ": ") + choice.pattern());
    }
  }

  private static String step(Step step) {
    if (step instanceof Step.Open s) {
      return "open %s%s over %s".formatted(count(s.times()), s.name(), s.over());
    } else if (step instanceof Step.Start s) {
      String parameters =
          s.parameters().stream()
              .map(p -> p.name() + "=" + p.value())
              .collect(Collectors.joining(", "));
      return "start %ssession %s over %s, protocol %s%s%s"
          .formatted(
              count(s.times()),
              s.name(),
              s.over().toString().equals(Step.USUAL) ? "the usual transport" : s.over(),
              s.protocol(),
              s.as().equals("default") ? "" : ", as the %s login".formatted(s.as()),
              parameters.isEmpty() ? "" : ", with " + parameters);
    } else if (step instanceof Step.Send s) {
      return "send on %s: %s%s".formatted(s.name(), payload(s.payload()), framing(s.framing()));
    } else if (step instanceof Step.Expect s) {
      return "expect on %s%s".formatted(s.name(), s.choices().size() > 1 ? ", one of" : "");
    } else if (step instanceof Step.Handshake s) {
      return "begin a TLS handshake on %s%s%s"
          .formatted(
              s.name(),
              s.alpn().isEmpty() ? "" : ", ALPN " + String.join(", ", s.alpn()),
              s.behind().isEmpty() ? "" : ", in one write behind " + payload(s.behind()));
    } else if (step instanceof Step.Hold s) {
      return "%s runs a query that lasts until it is released, and is seen running"
          .formatted(s.name());
    } else if (step instanceof Step.Release s) {
      return "release the query of " + s.name();
    } else if (step instanceof Step.Cancel s) {
      return "cancel %s over %s, connection %s%s%s%s%s"
          .formatted(
              s.of(),
              s.over().toString().equals(Step.USUAL) ? "the usual transport" : s.over(),
              s.as(),
              s.processId().map(p -> ", process id " + p).orElse(""),
              s.key().map(k -> ", key " + k).orElse(", with its own key"),
              framing(s.framing()),
              s.times().toString().equals("1") ? "" : ", " + s.times() + " times");
    } else if (step instanceof Step.Close s) {
      return "close %s by %s".formatted(s.name(), Fields.written(s.by()));
    } else if (step instanceof Step.Alive s) {
      return "%s answer a question rightly, with nothing unasked before"
          .formatted(String.join(", ", s.names()));
    } else if (step instanceof Step.Together) {
      return "at the same time";
    } else if (step instanceof Step.Repeat s) {
      return s.times() + " times";
    } else if (step instanceof Step.Match s) {
      return "depending on " + s.value();
    } else if (step instanceof Step.Exhaust s) {
      return "start sessions %s until the server refuses one%s"
          .formatted(s.name(), s.like().map(l -> ", as many as " + l).orElse(""));
    } else if (step instanceof Step.Keys s) {
      return "the keys of %s are %s"
          .formatted(String.join(", ", s.names()), Fields.written(s.demand()));
    } else if (step instanceof Step.Server s) {
      String settings =
          s.settings().entrySet().stream()
              .map(each -> " with %s = %s".formatted(each.getKey(), each.getValue()))
              .sorted()
              .collect(Collectors.joining());
      return "start a throw-away server%s that %s, and go there from now on"
          .formatted(
              settings,
              s.state() == Step.Server.State.RUNNING
                  ? "is like the one under test"
                  : "keeps recovering");
    } else if (step instanceof Step.Shutdown s) {
      return "tell the throw-away server to do %s shutdown"
          .formatted(
              switch (s.mode()) {
                case SMART -> "a smart";
                case FAST -> "a fast";
                case IMMEDIATE -> "an immediate";
              });
    }
    return "let %s pass".formatted(((Step.Delay) step).time());
  }

  private static String count(Expr times) {
    return times.toString().equals("1") ? "" : times + " times ";
  }

  private static String framing(Optional<Expr> framing) {
    return framing.map(f -> ", cut as " + f).orElse("");
  }

  private static String payload(List<Step.Payload> payload) {
    return payload.stream().map(Explanation::payload).collect(Collectors.joining(", "));
  }

  private static String payload(Step.Payload payload) {
    if (payload instanceof Step.Payload.Octets octets) {
      return "octets " + octets.value();
    }
    Step.Payload.Message message = (Step.Payload.Message) payload;
    List<String> parts = new ArrayList<>();
    message.fields().forEach(f -> parts.add(f.name() + " " + f.value()));
    message.changes().forEach(c -> parts.add("but " + Fields.written(c.kind()) + " " + c.value()));
    return message.name() + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")");
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
                    Fields.written(rule.verdict()),
                    rule.servers().map(v -> ", on PostgreSQL " + v).orElse(""),
                    rule.profile().map(p -> ", judged as " + Fields.written(p)).orElse(""),
                    rule.says().isEmpty() ? "" : " - " + rule.says()));
      }
    }
  }
}
