package pgconform.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.exchange.KeyWeakness;
import pgconform.exchange.TargetFailure;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.FieldTest;
import pgconform.scenario.Generator;
import pgconform.scenario.GivenStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.Step;
import pgconform.wire.ReadyForQuery;

/**
 * The facts by which failures of different requirements are taken for one: what came instead of
 * what, and which error did not come. Failures that share a fact share a cause.
 */
final class CauseFacts {
  private static final String SQLSTATE = "C";

  /** The class of SQLSTATEs of cancels, terminations and shutdowns: Operator Intervention. */
  private static final String INTERVENTION = "57";

  /** The SQLSTATE of a query that was canceled. */
  static final String CANCELED = "57014";

  /** Messages that begin a session: where one comes out of place, that is what is wrong. */
  private static final Set<String> OF_A_START_UP =
      Set.of("BackendKeyData", "NegotiateProtocolVersion");

  /** From this aptness on, the title of the requirement names the message that came. */
  static final int NAMED = 1001;

  /** The aptness of what shows that keys are weak: that lets cancels hit whoever has them. */
  static final int WEAK_KEYS = 2002;

  private CauseFacts() {}

  /**
   * The facts of a failure, in words that are the same on any day and machine.
   *
   * @param exchange what was sent and received in the case that fails
   */
  static Causes.Facts of(Scenario scenario, Evidence evidence, List<Transcript.Entry> exchange) {
    Actual came = evidence.came();
    if (came instanceof TargetFailure damage) {
      return ofHarm(damage, scenario.id());
    }
    if (came instanceof KeyWeakness weakness) {
      // Keys are weak in one way, whichever requirement compares them.
      return new Causes.Facts(List.of(weakness.kind()), BroadFacts.of(weakness));
    }
    Optional<ProxyCause> ofProxy = ofProxy(scenario, evidence, exchange);
    if (ofProxy.isPresent()) {
      return Causes.Facts.of(ofProxy.get().fact());
    }
    Set<String> facts = new LinkedHashSet<>();
    awaited(evidence.expected())
        .map(what -> event(came) + " instead of " + what)
        .forEach(facts::add);
    outOfPlace(evidence, exchange)
        .map(message -> "a " + message + " came out of place")
        .forEach(facts::add);
    if (isReady(came) && readyTwice(evidence, exchange)) {
      facts.add("a second ReadyForQuery came with nothing between");
    }
    // An intervention that nobody asked for is one, whatever the server was doing.
    came.sqlState()
        .filter(state -> state.startsWith(INTERVENTION))
        .map(state -> "an ErrorResponse with SQLSTATE " + state + " came")
        .ifPresent(facts::add);
    states(scenario, evidence)
        .filter(state -> !came.sqlState().equals(Optional.of(state)))
        .filter(state -> !state.equals(CANCELED) || saysOfCancels(came))
        .map(state -> "no ErrorResponse with SQLSTATE " + state)
        .forEach(facts::add);
    return new Causes.Facts(List.copyOf(facts), BroadFacts.of(scenario, evidence));
  }

  /** The messages of a start-up that came where another was due, or before they were due. */
  private static Stream<String> outOfPlace(Evidence evidence, List<Transcript.Entry> exchange) {
    Set<String> due = awaited(evidence.expected()).collect(Collectors.toSet());
    String came = event(evidence.came());
    return OF_A_START_UP.stream()
        .filter(
            message ->
                due.contains(message)
                    ? !came.equals(message) && received(evidence, exchange, message)
                    : came.equals(message))
        .sorted();
  }

  private static boolean received(
      Evidence evidence, List<Transcript.Entry> exchange, String message) {
    return exchange.stream()
        .filter(entry -> entry.kind() == Transcript.Kind.RECEIVED)
        .filter(entry -> entry.connection().equals(evidence.connection()))
        .flatMap(entry -> entry.items().stream())
        .anyMatch(item -> item.getClass().getSimpleName().equals(message));
  }

  /** Whether it may be what a cancel does, or fails to do: another error says nothing of that. */
  static boolean saysOfCancels(Actual came) {
    return came.sqlState().filter(state -> !state.equals(CANCELED)).isEmpty();
  }

  /** What harm to the target is told by: who has done it for certain has a cause of its own. */
  static Causes.Facts ofHarm(TargetFailure damage, String id) {
    return Causes.Facts.of("harm: " + damage.kind() + (damage.certain() ? " by " + id : ""));
  }

  private static Optional<ProxyCause> ofProxy(
      Scenario scenario, Evidence evidence, List<Transcript.Entry> exchange) {
    return scenario.role() == Role.PROXY ? ProxyCause.of(evidence, exchange) : Optional.empty();
  }

  /**
   * How much of a requirement is about what failed: the share of its steps that judge which wait
   * for the same, and of equal shares the one with fewer variables. A requirement whose title names
   * the message that came is about that, and so is the one that judges what a proxy does wrong.
   * Where a client does not come at all, its values do not matter, but only whether the title names
   * the message that it was to bring.
   *
   * @return from 0 to 2002
   */
  static int aptness(Scenario scenario, Evidence evidence, List<Transcript.Entry> exchange) {
    if (evidence.came() instanceof KeyWeakness) {
      return WEAK_KEYS;
    }
    Optional<AcceptStep> accept = accept(scenario, evidence);
    if (accept.isPresent()) {
      boolean names = brought(scenario, accept.get().name()).anyMatch(scenario.title()::contains);
      return names ? NAMED - 1 : 0;
    }
    // An error that did not come says more than the row that may come before it.
    Set<String> missed = awaited(evidence.expected()).collect(Collectors.toSet());
    if (missed.stream().anyMatch(what -> what.startsWith("ErrorResponse "))) {
      missed.removeIf(what -> !what.startsWith("ErrorResponse "));
    }
    List<Step> judging =
        judged(scenario.steps())
            .filter(step -> step instanceof ExpectStep || step.parts().isJudging())
            .toList();
    long same =
        judging.stream()
            .filter(ExpectStep.class::isInstance)
            .filter(step -> awaited((ExpectStep) step).anyMatch(missed::contains))
            .count();
    long free =
        scenario.variables().stream()
            .filter(variable -> !(variable.generator() instanceof Generator.Transports))
            .count();
    String came = event(evidence.came());
    boolean about =
        (OF_A_START_UP.contains(came) && scenario.title().contains(came))
            || ofProxy(scenario, evidence, exchange)
                .filter(cause -> cause.isJudgedBy(scenario.id()))
                .isPresent();
    if (about && missed.stream().anyMatch(scenario.title()::contains)) {
      // It names what came and what was due there.
      return WEAK_KEYS - 1;
    }
    int named = about ? NAMED : 0;
    return judging.isEmpty()
        ? named
        : (int) (named + same * 990 / judging.size() + 10 - Math.min(10, free));
  }

  /** The step of a scenario about clients that no connection has come for; empty for another. */
  private static Optional<AcceptStep> accept(Scenario scenario, Evidence evidence) {
    return scenario.role() != Role.CLIENT
        ? Optional.empty()
        : Step.all(scenario.steps())
            .filter(step -> step.place().equals(evidence.place()))
            .filter(AcceptStep.class::isInstance)
            .map(AcceptStep.class::cast)
            .findFirst();
  }

  /** The messages that are expected on a connection. */
  private static Stream<String> brought(Scenario scenario, String connection) {
    return Step.all(scenario.steps())
        .filter(ExpectStep.class::isInstance)
        .map(ExpectStep.class::cast)
        .filter(step -> step.name().equals(connection))
        .flatMap(step -> step.choices().stream())
        .flatMap(choice -> choice.pattern().ones())
        .map(Pattern.One::name);
  }

  /** The steps that are not only preconditions. */
  private static Stream<Step> judged(List<Step> steps) {
    return steps.stream()
        .filter(step -> !(step instanceof GivenStep))
        .flatMap(
            step -> Stream.concat(Stream.of(step), step.parts().inside().flatMap(s -> judged(s))));
  }

  private static Stream<String> awaited(ExpectStep step) {
    return step.choices().stream()
        .flatMap(choice -> choice.pattern().ones())
        .map(CauseFacts::event);
  }

  /** What came; how a scenario calls the outcome that it belongs to makes no difference. */
  static String event(Actual came) {
    return came instanceof Actual.Outcome outcome
        ? Actual.of(Optional.of(outcome.event())).kind()
        : came.kind();
  }

  private static boolean isReady(Actual came) {
    return came.telling()
        .filter(Event.Received.class::isInstance)
        .map(event -> ((Event.Received) event).message())
        .filter(ReadyForQuery.class::isInstance)
        .isPresent();
  }

  /** Whether the peer of the connection had sent one ReadyForQuery right behind another. */
  private static boolean readyTwice(Evidence evidence, List<Transcript.Entry> exchange) {
    boolean ready = false;
    for (Transcript.Entry entry : exchange) {
      if (entry.kind() == Transcript.Kind.RECEIVED
          && entry.connection().equals(evidence.connection())) {
        for (Object message : entry.items()) {
          if (ready && message instanceof ReadyForQuery) {
            return true;
          }
          ready = message instanceof ReadyForQuery;
        }
      }
    }
    return false;
  }

  /** What was waited for, in words without the values of the day. */
  private static Stream<String> awaited(Expected expected) {
    if (expected instanceof Expected.Events
        || expected instanceof Expected.Lacking
        || expected instanceof Expected.Outcomes) {
      return ones(expected).map(CauseFacts::event);
    } else if (expected instanceof Expected.Session) {
      return Stream.of("a session");
    } else if (expected instanceof Expected.Room) {
      return Stream.of("room");
    }
    return Stream.of(expected.toString());
  }

  /** The events that were waited for; none where something else was. */
  static Stream<Pattern.One> ones(Expected expected) {
    if (expected instanceof Expected.Events events) {
      return events.next().stream();
    } else if (expected instanceof Expected.Lacking lacking) {
      return lacking.events().stream();
    } else if (expected instanceof Expected.Outcomes outcomes) {
      return outcomes.accepted().stream().flatMap(choice -> choice.pattern().firsts());
    }
    return Stream.empty();
  }

  private static String event(Pattern.One one) {
    return state(one).map(state -> one.name() + " " + state).orElse(one.name());
  }

  /** The SQLSTATEs that the step waits for which was not satisfied. */
  static Stream<String> states(Scenario scenario, Evidence evidence) {
    return Step.all(scenario.steps())
        .filter(step -> step.place().equals(evidence.place()))
        .filter(ExpectStep.class::isInstance)
        .flatMap(step -> ((ExpectStep) step).choices().stream())
        .flatMap(choice -> choice.pattern().ones())
        .flatMap(one -> state(one).stream());
  }

  /** The SQLSTATE that a pattern asks for, if it is one. */
  static Optional<String> state(Pattern.One one) {
    return one.tests().stream()
        .filter(
            test -> test.field().equals(SQLSTATE) && !test.negated() && test.values().size() == 1)
        .map(test -> test.values().get(0))
        .filter(FieldTest.Exactly.class::isInstance)
        .map(value -> ((FieldTest.Exactly) value).text())
        .findFirst();
  }
}
