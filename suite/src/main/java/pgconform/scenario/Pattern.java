package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a server is expected to do on a connection: a regular expression whose letters are messages
 * and the other events of a connection.
 */
public sealed interface Pattern {
  /** Returns the pattern of nothing. */
  static Pattern done() {
    return new Sequence(List.of());
  }

  /** Returns the patterns that it consists of; none for a single event. */
  List<Pattern> parts();

  /** Returns the single events in it. */
  default Stream<One> ones() {
    return parts().stream().flatMap(Pattern::ones);
  }

  /** Returns whether it is satisfied without any event. */
  default boolean nullable() {
    return parts().stream().allMatch(Pattern::nullable);
  }

  /**
   * Returns whether it can be satisfied before its last part is considered, because that part is
   * optional. A part that forbids an event is not waited for.
   */
  default boolean endsEarly() {
    return parts().stream().anyMatch(Pattern::endsEarly);
  }

  /** Returns the single events that may come first. */
  default Stream<One> firsts() {
    return parts().stream().flatMap(Pattern::firsts);
  }

  /**
   * Returns the single events that must come, in any order, before any other; none if this is not a
   * group.
   */
  default Stream<One> lacking() {
    return Stream.empty();
  }

  /**
   * Returns what remains of it after an event (its derivative), for each way to match that event.
   *
   * @param test whether the event matches a single event of the pattern
   */
  Stream<Rest> after(Predicate<One> test);

  /** Returns the variables in it. */
  default Stream<Expression.Variable> variables() {
    return ones()
        .flatMap(one -> one.tests().stream())
        .flatMap(test -> test.values().stream())
        .flatMap(FieldTest.Value::variables);
  }

  /** Returns whether it is a single event of any kind. */
  default boolean isAnything() {
    return false;
  }

  /**
   * What remains of a pattern after an event.
   *
   * @param taken the single event that it matched
   */
  record Rest(One taken, Pattern pattern) {
    /** Returns the rest followed by further patterns. */
    private Rest then(List<Pattern> next) {
      List<Pattern> parts = new ArrayList<>();
      Stream.concat(Stream.of(pattern), next.stream())
          .flatMap(part -> part instanceof Sequence s ? s.parts().stream() : Stream.of(part))
          .filter(part -> part.firsts().findAny().isPresent())
          .forEach(parts::add);
      return new Rest(taken, parts.size() == 1 ? parts.get(0) : new Sequence(List.copyOf(parts)));
    }
  }

  /**
   * One event.
   *
   * @param name the name of a message in the documentation, a family of messages ({@code
   *     Authentication}), an event of the connection ({@code Closed}, {@code Encrypted}, {@code
   *     TlsFailed}), or {@code any}
   * @param tests the conditions, which must all hold
   * @param capture the name under which the event can be used later; empty if there is none
   */
  record One(Place place, String name, List<FieldTest> tests, String capture) implements Pattern {
    @Override
    public List<Pattern> parts() {
      return List.of();
    }

    @Override
    public Stream<One> ones() {
      return Stream.of(this);
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public Stream<One> firsts() {
      return Stream.of(this);
    }

    @Override
    public Stream<Rest> after(Predicate<One> test) {
      return test.test(this) ? Stream.of(new Rest(this, done())) : Stream.empty();
    }

    @Override
    public boolean isAnything() {
      return name.equals(Vocabulary.ANY) && tests.isEmpty();
    }

    @Override
    public String toString() {
      String fields =
          tests.isEmpty()
              ? ""
              : tests.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
      return name + fields;
    }
  }

  /** Several patterns one after the other. */
  record Sequence(List<Pattern> parts) implements Pattern {
    /** Returns how many of its parts may match the first event. */
    private int reachable() {
      int reachable = 0;
      while (reachable < parts.size() && parts.get(reachable).nullable()) {
        reachable++;
      }
      return Math.min(reachable + 1, parts.size());
    }

    @Override
    public boolean endsEarly() {
      List<Pattern> awaited =
          parts.stream().filter(part -> !(part instanceof Repeated r && r.most == 0)).toList();
      return awaited.isEmpty() || awaited.get(awaited.size() - 1).endsEarly();
    }

    @Override
    public Stream<One> firsts() {
      return parts.subList(0, reachable()).stream().flatMap(Pattern::firsts);
    }

    @Override
    public Stream<One> lacking() {
      return parts.stream().filter(part -> !part.nullable()).limit(1).flatMap(Pattern::lacking);
    }

    @Override
    public Stream<Rest> after(Predicate<One> test) {
      return IntStream.range(0, reachable())
          .boxed()
          .flatMap(
              i ->
                  parts
                      .get(i)
                      .after(test)
                      .map(rest -> rest.then(parts.subList(i + 1, parts.size()))));
    }

    @Override
    public String toString() {
      return parts.stream()
          .map(p -> p instanceof Either ? "(" + p + ")" : p.toString())
          .collect(Collectors.joining(" "));
    }
  }

  /** One of several patterns. */
  record Either(List<Pattern> parts) implements Pattern {
    @Override
    public boolean nullable() {
      return parts.stream().anyMatch(Pattern::nullable);
    }

    @Override
    public Stream<Rest> after(Predicate<One> test) {
      return parts.stream().flatMap(part -> part.after(test));
    }

    @Override
    public String toString() {
      return parts.stream().map(Object::toString).collect(Collectors.joining(" | "));
    }
  }

  /** All of several patterns, in any order. */
  record AnyOrder(List<Pattern> parts) implements Pattern {
    @Override
    public Stream<One> lacking() {
      return parts.stream().filter(part -> !part.nullable()).flatMap(Pattern::firsts);
    }

    @Override
    public Stream<Rest> after(Predicate<One> test) {
      return IntStream.range(0, parts.size())
          .boxed()
          .flatMap(i -> parts.get(i).after(test).map(rest -> rest.then(List.of(without(i)))));
    }

    private Pattern without(int index) {
      List<Pattern> others = new ArrayList<>(parts);
      others.remove(index);
      return new AnyOrder(others);
    }

    @Override
    public String toString() {
      return parts.stream()
          .map(p -> p instanceof Either ? "(" + p + ")" : p.toString())
          .collect(Collectors.joining(" & ", "(", ")"));
    }
  }

  /** A pattern several times; {@code most} is {@link Integer#MAX_VALUE} if there is no limit. */
  record Repeated(Pattern pattern, int least, int most) implements Pattern {
    @Override
    public List<Pattern> parts() {
      return List.of(pattern);
    }

    @Override
    public boolean nullable() {
      return least == 0 || pattern.nullable();
    }

    @Override
    public boolean endsEarly() {
      return least < most || most == 0 || pattern.endsEarly();
    }

    @Override
    public Stream<One> firsts() {
      return most == 0 ? Stream.empty() : pattern.firsts();
    }

    @Override
    public Stream<Rest> after(Predicate<One> test) {
      if (most == 0) {
        return Stream.empty();
      }
      int further = most == Integer.MAX_VALUE ? most : most - 1;
      Pattern again = new Repeated(pattern, Math.max(0, least - 1), further);
      return pattern.after(test).map(rest -> rest.then(List.of(again)));
    }

    @Override
    public String toString() {
      String inner =
          pattern instanceof One || pattern instanceof AnyOrder
              ? pattern.toString()
              : "(" + pattern + ")";
      if (least == 0 && most == 1) {
        return inner + "?";
      } else if (most == Integer.MAX_VALUE && least <= 1) {
        return inner + (least == 0 ? "*" : "+");
      }
      String upTo = most == Integer.MAX_VALUE ? "" : Integer.toString(most);
      return inner + (least == most ? "{" + least + "}" : "{" + least + "," + upTo + "}");
    }
  }
}
