package pgconform.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes steps apart, for checks that concern all of them. */
final class StepParts {
  private StepParts() {}

  /** All values and patterns in a step and in the steps inside it. */
  static List<Object> of(Step step) {
    List<Object> parts = new ArrayList<>();
    if (step instanceof Step.Open s) {
      add(parts, s.over(), s.times());
    } else if (step instanceof Step.Start s) {
      add(parts, s.over(), s.times(), s.protocol());
      s.parameters().forEach(p -> add(parts, p.name(), p.value()));
    } else if (step instanceof Step.Send s) {
      payload(parts, s.payload());
      s.framing().ifPresent(parts::add);
    } else if (step instanceof Step.Expect s) {
      s.choices().forEach(choice -> parts.add(choice.pattern()));
    } else if (step instanceof Step.Handshake s) {
      payload(parts, s.behind());
    } else if (step instanceof Step.Hold s) {
      payload(parts, s.payload());
    } else if (step instanceof Step.Cancel s) {
      add(parts, s.over(), s.times());
      for (Optional<Expr> part : List.of(s.processId(), s.key(), s.framing())) {
        part.ifPresent(parts::add);
      }
    } else if (step instanceof Step.Repeat s) {
      parts.add(s.times());
    } else if (step instanceof Step.Together s) {
      s.branches().forEach(branch -> parts.add(branch.after()));
    } else if (step instanceof Step.Match s) {
      parts.add(s.value());
    } else if (step instanceof Step.Delay s) {
      parts.add(s.time());
    }
    inner(step).forEach(inner -> parts.addAll(of(inner)));
    return parts;
  }

  /** All variables that steps refer to. */
  static List<Expr.Variable> variables(List<Step> steps) {
    List<Expr.Variable> result = new ArrayList<>();
    for (Step step : steps) {
      for (Object part : of(step)) {
        if (part instanceof Expr expr) {
          result.addAll(expr.variables());
        } else if (part instanceof Pattern pattern) {
          result.addAll(variables(pattern));
        }
      }
    }
    return result;
  }

  /** The names that steps give to connections, sessions and captures. */
  static Set<String> namesGiven(List<Step> steps) {
    Set<String> names = new HashSet<>();
    steps.forEach(step -> names.addAll(namesGiven(step)));
    return names;
  }

  /** The names of the outcomes that steps lead to. */
  static Set<String> outcomes(List<Step> steps) {
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Expect expect) {
        expect.choices().forEach(choice -> names.add(choice.outcome()));
      }
      names.addAll(outcomes(inner(step)));
    }
    return names;
  }

  /** What a step that opens a connection goes over. */
  static Optional<Expr> over(Step step) {
    if (step instanceof Step.Open s) {
      return Optional.of(s.over());
    } else if (step instanceof Step.Start s) {
      return Optional.of(s.over());
    }
    return step instanceof Step.Cancel s ? Optional.of(s.over()) : Optional.empty();
  }

  /** The steps directly inside a step. */
  static List<Step> inner(Step step) {
    if (step instanceof Step.Repeat repeat) {
      return repeat.steps();
    } else if (step instanceof Step.Together together) {
      return together.branches().stream().flatMap(b -> b.steps().stream()).toList();
    } else if (step instanceof Step.Match match) {
      return match.cases().values().stream().flatMap(List::stream).toList();
    }
    return List.of();
  }

  private static void add(List<Object> parts, Expr... expressions) {
    parts.addAll(List.of(expressions));
  }

  private static void payload(List<Object> parts, List<Step.Payload> payload) {
    for (Step.Payload piece : payload) {
      if (piece instanceof Step.Payload.Message message) {
        message.fields().forEach(field -> parts.add(field.value()));
        message.changes().forEach(change -> parts.add(change.value()));
      } else if (piece instanceof Step.Payload.Octets octets) {
        parts.add(octets.value());
      }
    }
  }

  /** The variables in a pattern. */
  static List<Expr.Variable> variables(Pattern pattern) {
    List<Expr.Variable> result = new ArrayList<>();
    for (Pattern.One one : ones(pattern)) {
      for (Pattern.FieldTest test : one.tests()) {
        for (Pattern.Value value : test.values()) {
          if (value instanceof Pattern.Of of) {
            result.add(of.variable());
          }
        }
      }
    }
    return result;
  }

  /** The single events in a pattern. */
  static List<Pattern.One> ones(Pattern pattern) {
    List<Pattern.One> result = new ArrayList<>();
    if (pattern instanceof Pattern.One one) {
      result.add(one);
    } else if (pattern instanceof Pattern.Sequence p) {
      p.parts().forEach(part -> result.addAll(ones(part)));
    } else if (pattern instanceof Pattern.Either p) {
      p.parts().forEach(part -> result.addAll(ones(part)));
    } else if (pattern instanceof Pattern.AnyOrder p) {
      p.parts().forEach(part -> result.addAll(ones(part)));
    } else if (pattern instanceof Pattern.Repeated p) {
      result.addAll(ones(p.pattern()));
    }
    return result;
  }

  /** The names that a step gives to connections, sessions and captures, with those inside it. */
  static List<String> namesGiven(Step step) {
    List<String> names = new ArrayList<>();
    if (step instanceof Step.Open s) {
      names.add(s.name());
    } else if (step instanceof Step.Start s) {
      names.add(s.name());
    } else if (step instanceof Step.Cancel s) {
      names.add(s.as());
    } else if (step instanceof Step.Exhaust s) {
      names.add(s.name());
    } else if (step instanceof Step.Expect s) {
      for (Step.Choice choice : s.choices()) {
        for (Pattern.One one : ones(choice.pattern())) {
          if (!one.capture().isEmpty()) {
            names.add(one.capture());
          }
        }
      }
    }
    inner(step).forEach(inner -> names.addAll(namesGiven(inner)));
    return names;
  }

  /**
   * The fields of what steps give names to: of a connection those of its key, of a captured event
   * its own or none for the most telling one. Those of a whole family of messages are not known.
   */
  static Map<String, Set<String>> fieldsGiven(List<Step> steps) {
    Map<String, Set<String>> fields = new HashMap<>();
    for (Step step : steps) {
      if (step instanceof Step.Expect s) {
        for (Step.Choice choice : s.choices()) {
          for (Pattern.One one : ones(choice.pattern())) {
            Set<String> known = new TreeSet<>(Vocabulary.fieldsOf(one.name()));
            if (!known.isEmpty()) {
              known.add("");
            }
            fields.merge(one.capture(), known, StepParts::both);
          }
        }
      } else {
        for (String name : namesGiven(step)) {
          if (inner(step).isEmpty()) {
            fields.merge(name, Set.of("processId", "secretKey"), StepParts::both);
          }
        }
      }
      fieldsGiven(inner(step)).forEach((name, known) -> fields.merge(name, known, StepParts::both));
    }
    return fields;
  }

  private static Set<String> both(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return a.isEmpty() || b.isEmpty() ? Set.of() : all;
  }

  /** The connections and sessions that a step uses without giving them their name. */
  static List<String> namesUsed(Step step) {
    if (step instanceof Step.Send s) {
      return List.of(s.name());
    } else if (step instanceof Step.Expect s) {
      return List.of(s.name());
    } else if (step instanceof Step.Handshake s) {
      return List.of(s.name());
    } else if (step instanceof Step.Hold s) {
      return List.of(s.name());
    } else if (step instanceof Step.Release s) {
      return List.of(s.name());
    } else if (step instanceof Step.Cancel s) {
      return List.of(s.of());
    } else if (step instanceof Step.Close s) {
      return List.of(s.name());
    } else if (step instanceof Step.Alive s) {
      return s.names();
    } else if (step instanceof Step.Keys s) {
      return s.names();
    } else if (step instanceof Step.Exhaust s) {
      return s.like().stream().toList();
    }
    return List.of();
  }
}
