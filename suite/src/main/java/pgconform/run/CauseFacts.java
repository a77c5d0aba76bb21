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
 * Finds the facts by which failures of different requirements are joined: which event came instead
 * of which, and which error did not come. Failures that share a fact share a cause.
 */
final class CauseFacts {
  private static final String SQLSTATE = "C";

  /** The class of SQLSTATEs of cancels, terminations and shutdowns: Operator Intervention. */
  private static final String INTERVENTION = "57";

  /** The SQLSTATE of a query that was canceled. */
  static final String CANCELED = "57014";

  /** Messages that begin a session; if one of them comes out of place, that is the fault. */
  private static final Set<String> OF_A_START_UP =
      Set.of("BackendKeyData", "NegotiateProtocolVersion");

  /** The aptness from which on the title of the requirement names the message that came. */
  static final int NAMED = 1001;

  /** The aptness of a failure that shows weak keys, which let cancels hit other sessions. */
  static final int WEAK_KEYS = 2002;

  private CauseFacts() {}

  /**
   * Returns the facts of a failure, in words that are the same on any day and machine.
   *
   * @param exchange the transcript of the case that fails
   */
  static Causes.Facts of(Scenario scenario, Evidence evidence, List<Transcript.Entry> exchange) {
    Actual came = evidence.came();
    if (came instanceof TargetFailure damage) {
      return ofHarm(damage, scenario.id());
    }
    if (came instanceof KeyWeakness weakness) {
      // Keys are weak in the same way, whichever requirement compares them.
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
    // An unexpected error of this class is a separate fact, whatever the server was doing.
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

  /** Returns the start-up messages that came where another was due, or before they were due. */
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

  /**
   * Returns whether it may be the effect of a cancel, or its absence: another error says nothing
   * about cancels.
   */
  static boolean saysOfCancels(Actual came) {
    return came.sqlState().filter(state -> !state.equals(CANCELED)).isEmpty();
  }

  /**
   * Returns the fact of harm to the target; a requirement that is certainly the cause has a
   * separate fact.
   */
  static Causes.Facts ofHarm(TargetFailure damage, String id) {
    return Causes.Facts.of("harm: " + damage.kind() + (damage.certain() ? " by " + id : ""));
  }

  private static Optional<ProxyCause> ofProxy(
      Scenario scenario, Evidence evidence, List<Transcript.Entry> exchange) {
    return scenario.role() == Role.PROXY ? ProxyCause.of(evidence, exchange) : Optional.empty();
  }

  /**
   * Returns how much of a requirement is about what failed: the share of its judging steps that
   * wait for the same event; of equal shares, one with fewer variables has a higher value. A
   * requirement whose title names the message that came, or the only one that was due, is about
   * that message, and so is the one that judges the mistake of a proxy. If a client does not
   * connect at all, it only matters whether the title names the message that it should have sent.
   *
   * @return a number from 0 to 2002
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
    // A missing error says more than the row that may come before it.
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
      // The title names the message that came and the one that was due.
      return WEAK_KEYS - 1;
    }
    boolean lacks =
        BroadFacts.missing(ones(evidence.expected()))
            .filter(scenario.title()::contains)
            .isPresent();
    int named = about || lacks ? NAMED : 0;
    return judging.isEmpty()
        ? named
        : (int) (named + same * 990 / judging.size() + 10 - Math.min(10, free));
  }

  /** Returns the step of a client scenario for which no connection has come; empty for others. */
  private static Optional<AcceptStep> accept(Scenario scenario, Evidence evidence) {
    return scenario.role() != Role.CLIENT
        ? Optional.empty()
        : Step.all(scenario.steps())
            .filter(step -> step.place().equals(evidence.place()))
            .filter(AcceptStep.class::isInstance)
            .map(AcceptStep.class::cast)
            .findFirst();
  }

  /** Returns the messages that are expected on a connection. */
  private static Stream<String> brought(Scenario scenario, String connection) {
    return Step.all(scenario.steps())
        .filter(ExpectStep.class::isInstance)
        .map(ExpectStep.class::cast)
        .filter(step -> step.name().equals(connection))
        .flatMap(step -> step.choices().stream())
        .flatMap(choice -> choice.pattern().ones())
        .map(Pattern.One::name);
  }

  /** Returns the steps that are not only preconditions. */
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

  /** Returns the event that came, whatever the scenario calls the outcome that it belongs to. */
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

  /** Returns whether the peer of the connection had sent one ReadyForQuery right after another. */
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

  /** Returns the expected events, in words without values that differ from run to run. */
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

  /** Returns the expected events; none if something else was expected. */
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

  /** Returns the SQLSTATEs that the failed step waits for. */
  static Stream<String> states(Scenario scenario, Evidence evidence) {
    return Step.all(scenario.steps())
        .filter(step -> step.place().equals(evidence.place()))
        .filter(ExpectStep.class::isInstance)
        .flatMap(step -> ((ExpectStep) step).choices().stream())
        .flatMap(choice -> choice.pattern().ones())
        .flatMap(one -> state(one).stream());
  }

  /** Returns the SQLSTATE that a pattern asks for, if it does. */
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
