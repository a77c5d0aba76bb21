package pgconform.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a step is made of, as far as checks that concern all steps need to know. */
public final class StepProperties {
  private static final Set<String> KEY = Set.of("processId", "secretKey");

  /** What has no fields. */
  private static final Set<String> TEXT = Set.of("");

  private final List<Expression> values = new ArrayList<>();
  private final List<Pattern> patterns = new ArrayList<>();
  final List<String> used = new ArrayList<>();
  final List<String> held = new ArrayList<>();
  final List<String> released = new ArrayList<>();
  final List<String> opened = new ArrayList<>();
  final List<String> closed = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  private final List<String> named = new ArrayList<>();
  final List<String> outcomes = new ArrayList<>();

  /** What not every target has. */
  final Map<Place, Capability> needs = new LinkedHashMap<>();

  /** The steps directly inside it; what one block opens is not known in another. */
  final List<List<Step>> blocks = new ArrayList<>();

  Optional<Expression> framing = Optional.empty();

  /** Whether a condition chooses among the steps inside it. */
  boolean conditional;

  boolean judges;
  boolean startsServer;
  boolean needsServer;

  /** Values that it depends on. */
  StepProperties values(Expression... more) {
    values.addAll(Arrays.asList(more));
    return this;
  }

  /** A value that it depends on, if it is there. */
  StepProperties value(Optional<Expression> value) {
    value.ifPresent(values::add);
    return this;
  }

  /** The values in what it sends. */
  StepProperties payload(List<Payload> payload) {
    payload.forEach(piece -> values.addAll(piece.values()));
    return this;
  }

  /** How it cuts octets, if it does. */
  StepProperties framing(Optional<Expression> cuts) {
    framing = cuts;
    return value(cuts);
  }

  /** The transport that it opens a connection over. */
  StepProperties over(Expression transport) {
    if (transport instanceof Expression.Literal literal) {
      ConnectionCheck.elsewhere(literal.text())
          .ifPresent(capability -> needs(literal.place(), capability));
    }
    return values(transport);
  }

  /** The login that it starts sessions with. */
  StepProperties login(Place place, String login) {
    return login.equals(Capability.DEFAULT_LOGIN) ? this : needs(place, Capability.login(login));
  }

  private StepProperties needs(Place place, Capability capability) {
    needs.put(place, capability);
    return this;
  }

  /** Connections or sessions that an earlier step has opened. */
  StepProperties uses(Collection<String> names) {
    used.addAll(names);
    return this;
  }

  /** A connection or session that an earlier step has opened. */
  StepProperties uses(String name) {
    return uses(List.of(name));
  }

  /** Connections that messages are sent on. */
  StepProperties asks(Collection<String> names) {
    asked.addAll(names);
    return uses(names);
  }

  /** A connection that messages are sent on. */
  StepProperties asks(String name) {
    return asks(List.of(name));
  }

  /** A connection that nothing is sent on from now on. */
  StepProperties closes(String name) {
    closed.add(name);
    return uses(name);
  }

  /** A session that runs a held query from now on. */
  StepProperties holds(String name) {
    held.add(name);
    return asks(name);
  }

  /** A session whose query an earlier step holds. */
  StepProperties releases(String name) {
    released.add(name);
    return uses(name);
  }

  /** The name that it gives to what it opens. */
  StepProperties opens(String name) {
    opened.add(name);
    return this;
  }

  /** The name that it gives to what it opens, if what an earlier step has named so has ended. */
  StepProperties opensAgain(String name) {
    closed.add(name);
    return opens(name);
  }

  /** The name that it gives to a text. */
  StepProperties names(String name) {
    named.add(name);
    return this;
  }

  /** A pattern, and the outcome that it leads to. */
  StepProperties outcome(String outcome, Pattern pattern) {
    outcomes.add(outcome);
    patterns.add(pattern);
    return this;
  }

  /** Steps inside it. */
  StepProperties block(List<Step> steps) {
    blocks.add(steps);
    return this;
  }

  /** Steps inside it, of which it takes those that a condition chooses. */
  StepProperties cases(Collection<List<Step>> cases) {
    blocks.addAll(cases);
    conditional = true;
    return this;
  }

  /** It expects of the server what the server may fail to do. */
  StepProperties judging() {
    judges = true;
    return this;
  }

  /** It starts a throw-away server. */
  StepProperties startsServer(Place place) {
    startsServer = true;
    return needs(place, Capability.THROW_AWAY_SERVER);
  }

  /** It does something to the throw-away server that an earlier step has started. */
  StepProperties usesServer() {
    needsServer = true;
    return this;
  }

  /** The single events in its patterns. */
  Stream<Pattern.One> ones() {
    return patterns.stream().flatMap(Pattern::ones);
  }

  /** Whether the step expects of the target what the target may fail to do. */
  public boolean isJudging() {
    return judges;
  }

  /** The names of the connections that it sends messages on. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The lists of steps directly inside it. */
  public Stream<List<Step>> inside() {
    return blocks.stream();
  }

  /** The steps directly inside it. */
  Stream<Step> inner() {
    return blocks.stream().flatMap(List::stream);
  }

  /** Returns the variables that it refers to; those of the steps inside it are not among them. */
  public Stream<Expression.Variable> variables() {
    return Stream.concat(
        values.stream().flatMap(value -> value.variables().stream()),
        patterns.stream().flatMap(Pattern::variables));
  }

  /**
   * The names that it gives, and the fields behind each: of a connection those of its key, of a
   * captured event its own or none for the most telling one. Those of a whole family of messages
   * are not known, and there are none then.
   */
  Map<String, Set<String>> given() {
    Map<String, Set<String>> given = new LinkedHashMap<>();
    opened.forEach(name -> merge(given, name, KEY));
    named.forEach(name -> merge(given, name, TEXT));
    patterns.stream()
        .flatMap(Pattern::ones)
        .filter(one -> !one.capture().isEmpty())
        .forEach(one -> merge(given, one.capture(), fields(one.name())));
    return given;
  }

  private static Set<String> fields(String event) {
    Set<String> fields = new TreeSet<>(Vocabulary.fieldsOf(event));
    if (!fields.isEmpty()) {
      fields.add("");
    }
    if (Vocabulary.hasAttributes(event)) {
      fields.addAll(List.of("r", "s", "i"));
    }
    return fields;
  }

  /** Adds the fields that a name may have; where some are not known, any may be meant. */
  static void merge(Map<String, Set<String>> given, String name, Set<String> fields) {
    given.merge(
        name,
        fields,
        (a, b) -> {
          Set<String> all = new TreeSet<>(a);
          all.addAll(b);
          return a.isEmpty() || b.isEmpty() ? Set.of() : all;
        });
  }
}
