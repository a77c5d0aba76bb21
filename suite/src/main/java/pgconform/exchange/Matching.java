package pgconform.exchange;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import pgconform.link.Event;
import pgconform.scenario.Pattern;

/**
 * Matches a pattern event by event. The match is complete as soon as the pattern describes the
 * events received so far, and fails as soon as no further event can complete it.
 */
final class Matching {
  /**
   * The possible remainders of the pattern after the events so far, one for each way to match them.
   */
  private Set<State> states;

  /** The possible remainders of the pattern before the last event. */
  private Set<State> before = Set.of();

  private final EventMatcher test;

  private record State(Pattern rest, Map<String, Event> captures) {}

  Matching(Pattern pattern, EventMatcher test) {
    this.test = test;
    states = Set.of(new State(pattern, Map.of()));
  }

  /** Takes the next event. */
  void take(Event event) {
    Set<State> next = new LinkedHashSet<>();
    for (State state : states) {
      state
          .rest
          .after(one -> test.holds(one, event))
          .map(rest -> new State(rest.pattern(), captured(rest.taken(), event, state.captures)))
          .forEach(next::add);
    }
    before = states;
    states = next;
  }

  /** Returns whether the match can continue with the event. */
  boolean takes(Event event) {
    return states.stream()
        .anyMatch(s -> s.rest.after(one -> test.holds(one, event)).findAny().isPresent());
  }

  /** Returns whether the events so far satisfy the pattern. */
  boolean satisfied() {
    return states.stream().anyMatch(s -> s.rest.nullable());
  }

  /** Returns whether no further event can satisfy the pattern. */
  boolean lost() {
    return states.isEmpty();
  }

  /** Returns the captured events, once the pattern is satisfied. */
  Map<String, Event> captures() {
    return states.stream()
        .filter(s -> s.rest.nullable())
        .findFirst()
        .map(State::captures)
        .orElse(Map.of());
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

  /** Returns the possible next events for any of several patterns. */
  static Expected next(List<Matching> matchings) {
    return firsts(matchings.stream().map(m -> m.states));
  }

  /** Returns the events that would have been possible instead of the last one. */
  static Expected insteadOfLast(List<Matching> matchings) {
    return firsts(matchings.stream().map(m -> m.before));
  }

  /**
   * Returns what should have come before the last event, if that came too early; empty if it is not
   * clear what is missing, or if the event is of the missing kind.
   */
  Optional<Expected> lacking(Event last) {
    List<Pattern.One> events = before.stream().flatMap(s -> s.rest.lacking()).distinct().toList();
    String kind = EventMatcher.name(last);
    boolean clear =
        before.size() == 1
            && !events.isEmpty()
            && events.stream().noneMatch(one -> one.name().equals(kind));
    return clear ? Optional.of(new Expected.Lacking(events)) : Optional.empty();
  }

  private static Expected firsts(Stream<Set<State>> states) {
    return new Expected.Events(
        states.flatMap(Set::stream).flatMap(s -> s.rest.firsts()).distinct().toList());
  }
}
