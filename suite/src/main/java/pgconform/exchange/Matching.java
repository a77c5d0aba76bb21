package pgconform.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import pgconform.link.Event;
import pgconform.scenario.Pattern;

/**
 * Follows a pattern event by event. The pattern is satisfied as soon as it describes the events so
 * far, and lost as soon as no further event can satisfy it.
 */
final class Matching {
  /** What remains of the pattern after the events so far, for each way to match them. */
  private Set<State> states;

  /** What remained before the last event. */
  private Set<State> before = Set.of();

  private final EventTest test;

  private record State(Pattern rest, Map<String, Event> captures) {}

  /** Nothing remains. */
  private static final Pattern DONE = new Pattern.Sequence(List.of());

  Matching(Pattern pattern, EventTest test) {
    this.test = test;
    states = Set.of(new State(pattern, Map.of()));
  }

  /** Takes the next event. */
  void take(Event event) {
    Set<State> next = new LinkedHashSet<>();
    for (State state : states) {
      advance(state.rest, event, state.captures, next);
    }
    before = states;
    states = next;
  }

  /** Whether the events so far satisfy the pattern. */
  boolean satisfied() {
    return states.stream().anyMatch(s -> nullable(s.rest));
  }

  /** Whether nothing can satisfy the pattern any more. */
  boolean lost() {
    return states.isEmpty();
  }

  /** The captured events, once the pattern is satisfied. */
  Map<String, Event> captures() {
    return states.stream()
        .filter(s -> nullable(s.rest))
        .findFirst()
        .map(State::captures)
        .orElse(Map.of());
  }

  private static boolean nullable(Pattern pattern) {
    if (pattern instanceof Pattern.Sequence p) {
      return p.parts().stream().allMatch(Matching::nullable);
    } else if (pattern instanceof Pattern.Either p) {
      return p.parts().stream().anyMatch(Matching::nullable);
    } else if (pattern instanceof Pattern.AnyOrder p) {
      return p.parts().stream().allMatch(Matching::nullable);
    } else if (pattern instanceof Pattern.Repeated p) {
      return p.least() == 0 || nullable(p.pattern());
    }
    return false;
  }

  /** Adds what remains of the pattern when its first event is the given one: its derivative. */
  private void advance(Pattern pattern, Event event, Map<String, Event> captures, Set<State> into) {
    if (pattern instanceof Pattern.One one) {
      if (test.holds(one, event)) {
        into.add(new State(DONE, captured(one, event, captures)));
      }
    } else if (pattern instanceof Pattern.Sequence p) {
      for (int i = 0; i < p.parts().size(); i++) {
        List<Pattern> tail = p.parts().subList(i + 1, p.parts().size());
        for (State s : advanced(p.parts().get(i), event, captures)) {
          into.add(new State(sequence(s.rest, tail), s.captures));
        }
        if (!nullable(p.parts().get(i))) {
          break;
        }
      }
    } else if (pattern instanceof Pattern.Either p) {
      p.parts().forEach(part -> advance(part, event, captures, into));
    } else if (pattern instanceof Pattern.AnyOrder p) {
      for (int i = 0; i < p.parts().size(); i++) {
        List<Pattern> others = new ArrayList<>(p.parts());
        others.remove(i);
        for (State s : advanced(p.parts().get(i), event, captures)) {
          into.add(new State(sequence(s.rest, List.of(new Pattern.AnyOrder(others))), s.captures));
        }
      }
    } else if (pattern instanceof Pattern.Repeated p && p.most() > 0) {
      int most = p.most() == Integer.MAX_VALUE ? p.most() : p.most() - 1;
      Pattern again = new Pattern.Repeated(p.pattern(), Math.max(0, p.least() - 1), most);
      for (State s : advanced(p.pattern(), event, captures)) {
        into.add(new State(sequence(s.rest, List.of(again)), s.captures));
      }
    }
  }

  private Set<State> advanced(Pattern pattern, Event event, Map<String, Event> captures) {
    Set<State> result = new LinkedHashSet<>();
    advance(pattern, event, captures, result);
    return result;
  }

  private static Map<String, Event> captured(
      Pattern.One one, Event event, Map<String, Event> captures) {
    if (one.capture().isEmpty()) {
      return captures;
    }
    Map<String, Event> more = new LinkedHashMap<>(captures);
    more.put(one.capture(), event);
    return more;
  }

  private static Pattern sequence(Pattern first, List<Pattern> rest) {
    List<Pattern> parts = new ArrayList<>();
    for (Pattern part : concat(first, rest)) {
      if (part instanceof Pattern.Sequence s) {
        parts.addAll(s.parts());
      } else if (!(part instanceof Pattern.Repeated r && r.most() == 0)
          && !(part instanceof Pattern.AnyOrder a && a.parts().isEmpty())) {
        parts.add(part);
      }
    }
    return parts.size() == 1 ? parts.get(0) : new Pattern.Sequence(List.copyOf(parts));
  }

  private static List<Pattern> concat(Pattern first, List<Pattern> rest) {
    List<Pattern> all = new ArrayList<>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return all;
  }

  private static void firsts(Pattern pattern, Set<Pattern.One> into) {
    if (pattern instanceof Pattern.One one) {
      into.add(one);
    } else if (pattern instanceof Pattern.Sequence p) {
      for (Pattern part : p.parts()) {
        firsts(part, into);
        if (!nullable(part)) {
          return;
        }
      }
    } else if (pattern instanceof Pattern.Either p) {
      p.parts().forEach(part -> firsts(part, into));
    } else if (pattern instanceof Pattern.AnyOrder p) {
      p.parts().forEach(part -> firsts(part, into));
    } else if (pattern instanceof Pattern.Repeated p && p.most() > 0) {
      firsts(p.pattern(), into);
    }
  }

  /** The events that could come next for any of several patterns. */
  static Expected next(List<Matching> matchings) {
    return firsts(matchings.stream().map(m -> m.states));
  }

  /** The events that could have come in place of the last one. */
  static Expected insteadOfLast(List<Matching> matchings) {
    return firsts(matchings.stream().map(m -> m.before));
  }

  private static Expected firsts(Stream<Set<State>> states) {
    Set<Pattern.One> firsts = new LinkedHashSet<>();
    states.flatMap(Set::stream).forEach(s -> firsts(s.rest, firsts));
    return new Expected.Events(List.copyOf(firsts));
  }
}
