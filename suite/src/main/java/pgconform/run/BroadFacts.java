package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.exchange.KeyWeakness;
import pgconform.link.Event;
import pgconform.scenario.CancelStep;
import pgconform.scenario.FieldTest;
import pgconform.scenario.Pattern;
import pgconform.scenario.Scenario;
import pgconform.scenario.Step;
import pgconform.wire.ErrorResponse;
import pgconform.wire.MalformedMessage;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Text;

/**
 * Finds facts that failures share although they look different: a cancel that comes late misses its
 * query and hits the next one. They join failures, but a cause is described by a more precise fact
 * if there is one.
 */
final class BroadFacts {
  /**
   * The fact that keys that repeat, cancels without effect and cancels that nobody sent have in
   * common.
   */
  private static final String ASTRAY = "cancels do not do what they are sent for";

  private static final String ERROR = "ErrorResponse";

  /** What the fact of a server's text begins with. */
  private static final String WORDS = "an ErrorResponse came: ";

  /** The number of characters of a server's text that are compared. */
  private static final int MOST_WORDS = 80;

  /**
   * Events that end or change a connection as a whole, which a server causes in one place of its
   * code.
   */
  private static final Set<String> OF_CONNECTIONS = Set.of("Closed", "EncryptionResponse");

  /** Messages that a server sends in one place of its code, whatever was expected instead. */
  private static final Set<String> OF_ONE_PLACE =
      Set.of(
          "BindComplete",
          "CloseComplete",
          "EmptyQueryResponse",
          "NoData",
          "ParameterDescription",
          "ParseComplete",
          "PortalSuspended",
          "ReadyForQuery");

  private BroadFacts() {}

  /**
   * Returns the broad facts of weak keys: if sessions share keys, a cancel may reach another
   * session, or none.
   */
  static List<String> of(KeyWeakness weakness) {
    return switch (weakness.weakness()) {
      case REPEATED_BACKEND_KEY_DATA, REPEATED_SECRET_KEY -> List.of(ASTRAY);
      default -> List.of();
    };
  }

  /** Returns the broad facts of a failure that is not about keys. */
  static List<String> of(Scenario scenario, Evidence evidence) {
    Actual came = evidence.came();
    List<Pattern.One> awaited = CauseFacts.ones(evidence.expected()).toList();
    List<String> facts = new ArrayList<>();
    Stream<String> states =
        Stream.concat(
            Stream.concat(came.sqlState().stream(), CauseFacts.states(scenario, evidence)),
            awaited.stream().flatMap(one -> CauseFacts.state(one).stream()));
    if (CauseFacts.saysOfCancels(came)
        && (states.anyMatch(CauseFacts.CANCELED::equals)
            || evidence.expected() == Expected.Other.RUNNING_QUERY)) {
      facts.add(ASTRAY);
    }
    Optional<Object> message =
        came.telling()
            .filter(Event.Received.class::isInstance)
            .map(event -> ((Event.Received) event).message());
    if (message.isPresent() && message.get() instanceof ErrorResponse error) {
      facts.addAll(of(error, awaited));
    } else {
      message.ifPresent(other -> facts.addAll(of(other, awaited)));
      if (message.filter(MalformedMessage.class::isInstance).isEmpty() && awaits(awaited, ERROR)) {
        facts.add(CauseFacts.event(came) + " instead of " + ERROR);
      }
    }
    missing(awaited.stream()).ifPresent(due -> facts.add(due + " did not come"));
    // If cancels are sent, a missing event can have many reasons.
    boolean cancels = Step.all(scenario.steps()).anyMatch(CancelStep.class::isInstance);
    if (came.isSilence() && !cancels) {
      facts.add("nothing came where an event was due, about " + scenario.area());
    } else if (OF_CONNECTIONS.contains(came.kind())) {
      facts.add(
          "%s came where another event was due, about %s".formatted(came.kind(), scenario.area()));
    }
    return facts;
  }

  /**
   * Returns the message that should have come, if there is only one, and a server sends it in one
   * place of its code.
   */
  static Optional<String> missing(Stream<Pattern.One> awaited) {
    Set<String> due = awaited.map(Pattern.One::name).collect(Collectors.toSet());
    return due.size() == 1 && OF_ONE_PLACE.containsAll(due)
        ? Optional.of(due.iterator().next())
        : Optional.empty();
  }

  /**
   * Returns the facts of an error. A server creates errors in one place of its code, so that a
   * fault in one is a fault in all.
   */
  private static List<String> of(ErrorResponse error, List<Pattern.One> awaited) {
    List<String> facts = new ArrayList<>();
    // The same words indicate the same reason, whatever was expected.
    error.message().ifPresent(words -> facts.add(WORDS + shown(words)));
    if (error.sqlState().isEmpty()) {
      facts.add("an ErrorResponse without a SQLSTATE came");
    }
    for (char code : List.of('S', 'C')) {
      error
          .field(code)
          .filter(value -> awaited.stream().anyMatch(one -> isOtherError(one, code, value)))
          .ifPresent(
              value -> facts.add("%s=%s came instead of another".formatted(code, shown(value))));
    }
    return facts;
  }

  /** Returns the facts of other messages. */
  private static List<String> of(Object message, List<Pattern.One> awaited) {
    List<String> facts = new ArrayList<>();
    if (message instanceof MalformedMessage) {
      facts.add("a malformed message came");
    }
    if (awaits(awaited, "AuthenticationOk")) {
      facts.add("another message came where AuthenticationOk was due");
    }
    if (message instanceof ParameterStatus status) {
      facts.add("ParameterStatus of %s came".formatted(shown(status.name())));
    }
    return facts;
  }

  private static boolean awaits(List<Pattern.One> awaited, String event) {
    return awaited.stream().anyMatch(one -> one.name().equals(event));
  }

  /**
   * Returns what is the same in a fact and in those that say the same: the text of a server without
   * the parts that differ from case to case. It is for comparisons only, since no server sent it.
   */
  static String alike(String fact) {
    return fact.startsWith(WORDS) ? fact.replaceAll("[0-9]+", "0") : fact;
  }

  private static String shown(String value) {
    return Text.printable(value, MOST_WORDS);
  }

  /** Returns whether an error with another value in a field is expected. */
  private static boolean isOtherError(Pattern.One one, char field, String value) {
    return one.name().equals(ERROR)
        && one.tests().stream()
            .filter(test -> test.field().equals(Character.toString(field)) && !test.negated())
            .map(FieldTest::values)
            // Whether a variable or an expression would match is not known here.
            .filter(values -> values.stream().allMatch(FieldTest.Exactly.class::isInstance))
            .anyMatch(values -> !values.contains(new FieldTest.Exactly(value)));
  }
}
