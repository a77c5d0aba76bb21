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

/** What checks that concern all steps need to know about a step. */
public final class StepProperties {
  private static final Set<String> KEY = Set.of("processId", "secretKey");

  /** The fields of a text, which has none. */
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

  /** The capabilities that it needs, of those that not every target has. */
  final Map<Place, Capability> needs = new LinkedHashMap<>();

  /** The steps directly inside it; names from one block are not known in another. */
  final List<List<Step>> blocks = new ArrayList<>();

  Optional<Expression> framing = Optional.empty();

  /** Whether only some of the steps inside it are carried out, depending on a condition. */
  boolean conditional;

  boolean judges;
  boolean startsServer;
  boolean needsServer;

  /** Adds values that it depends on. */
  StepProperties values(Expression... more) {
    values.addAll(Arrays.asList(more));
    return this;
  }

  /** Adds a value that it depends on, if there is one. */
  StepProperties value(Optional<Expression> value) {
    value.ifPresent(values::add);
    return this;
  }

  /** Adds the values in the data that it sends. */
  StepProperties payload(List<Payload> payload) {
    payload.forEach(piece -> values.addAll(piece.values()));
    return this;
  }

  /** Sets how it cuts octets, if it does. */
  StepProperties framing(Optional<Expression> cuts) {
    framing = cuts;
    return value(cuts);
  }

  /** Sets the transport over which it opens a connection. */
  StepProperties over(Expression transport) {
    if (transport instanceof Expression.Literal literal) {
      ConnectionCheck.elsewhere(literal.text())
          .ifPresent(capability -> needs(literal.place(), capability));
    }
    return values(transport);
  }

  /** Sets the login with which it starts sessions. */
  StepProperties login(Place place, String login) {
    return login.equals(Capability.DEFAULT_LOGIN) ? this : needs(place, Capability.login(login));
  }

  private StepProperties needs(Place place, Capability capability) {
    needs.put(place, capability);
    return this;
  }

  /** Adds connections or sessions that an earlier step has opened. */
  StepProperties uses(Collection<String> names) {
    used.addAll(names);
    return this;
  }

  /** Adds a connection or session that an earlier step has opened. */
  StepProperties uses(String name) {
    return uses(List.of(name));
  }

  /** Adds connections on which messages are sent. */
  StepProperties asks(Collection<String> names) {
    asked.addAll(names);
    return uses(names);
  }

  /** Adds a connection on which messages are sent. */
  StepProperties asks(String name) {
    return asks(List.of(name));
  }

  /** Adds a connection on which nothing is sent from now on. */
  StepProperties closes(String name) {
    closed.add(name);
    return uses(name);
  }

  /** Adds a session that runs a held query from now on. */
  StepProperties holds(String name) {
    held.add(name);
    return asks(name);
  }

  /** Adds a session whose query an earlier step holds. */
  StepProperties releases(String name) {
    released.add(name);
    return uses(name);
  }

  /** Adds the name of what it opens. */
  StepProperties opens(String name) {
    opened.add(name);
    return this;
  }

  /**
   * Adds the name of what it opens, which an earlier step may have used for something that has
   * ended.
   */
  StepProperties opensAgain(String name) {
    closed.add(name);
    return opens(name);
  }

  /** Adds a name that it gives to a text. */
  StepProperties names(String name) {
    named.add(name);
    return this;
  }

  /** Adds a pattern, and the outcome that it leads to. */
  StepProperties outcome(String outcome, Pattern pattern) {
    outcomes.add(outcome);
    patterns.add(pattern);
    return this;
  }

  /** Adds steps inside it. */
  StepProperties block(List<Step> steps) {
    blocks.add(steps);
    return this;
  }

  /** Adds steps inside it, of which a condition chooses some. */
  StepProperties cases(Collection<List<Step>> cases) {
    blocks.addAll(cases);
    conditional = true;
    return this;
  }

  /** Notes that the step can fail because of what the server does. */
  StepProperties judging() {
    judges = true;
    return this;
  }

  /** Notes that it starts a throw-away server. */
  StepProperties startsServer(Place place) {
    startsServer = true;
    return needs(place, Capability.THROW_AWAY_SERVER);
  }

  /** Notes that it uses the throw-away server that an earlier step has started. */
  StepProperties usesServer() {
    needsServer = true;
    return this;
  }

  /** Returns the single events in its patterns. */
  public Stream<Pattern.One> ones() {
    return patterns.stream().flatMap(Pattern::ones);
  }

  /** Returns whether the step can fail because of what the target does. */
  public boolean isJudging() {
    return judges;
  }

  /** Returns the names of the connections on which it sends messages. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Returns the lists of steps directly inside it. */
  public Stream<List<Step>> inside() {
    return blocks.stream();
  }

  /** Returns the steps directly inside it. */
  Stream<Step> inner() {
    return blocks.stream().flatMap(List::stream);
  }

  /** Returns the variables that it refers to, without those of the steps inside it. */
  public Stream<Expression.Variable> variables() {
    return Stream.concat(
        values.stream().flatMap(value -> value.variables().stream()),
        patterns.stream().flatMap(Pattern::variables));
  }

  /**
   * Returns the names that it defines, each with its fields: those of the key for a connection, and
   * those of the event, or an empty one for the most important field, for a captured event. The
   * fields of a family of messages are not known, and the set is empty.
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

  /** Adds the fields that a name may have; if some are not known, any field is possible. */
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
