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
import pgconform.scenario.FieldTest;
import pgconform.scenario.Pattern;
import pgconform.scenario.Scenario;
import pgconform.wire.ErrorResponse;
import pgconform.wire.MalformedMessage;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Text;

/**
 * Facts that failures share which look different: a cancel that comes late misses its query and
 * hits the next one. They join failures, but a cause is told by a more precise fact if it has one.
 */
final class BroadFacts {
  /** What keys that repeat, cancels that do nothing and cancels that nobody sent have in common. */
  private static final String ASTRAY = "cancels do not do what they are sent for";

  private static final String CANCELED = "57014";
  private static final String ERROR = "ErrorResponse";
  private static final char SEVERITY = 'S';

  /** How much is compared of what a server says. */
  private static final int MOST_WORDS = 80;

  /** What ends or changes a connection as a whole, which a server does in one place of its code. */
  private static final Set<String> OF_CONNECTIONS = Set.of("Closed", "EncryptionResponse");

  /** Messages that a server sends in one place of its code, whatever comes instead of them. */
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

  /** Where sessions have keys in common, a cancel may reach another session, or none. */
  static List<String> of(KeyWeakness weakness) {
    return switch (weakness.weakness()) {
      case REPEATED_BACKEND_KEY_DATA, REPEATED_SECRET_KEY -> List.of(ASTRAY);
      default -> List.of();
    };
  }

  /** The broad facts of a failure that is not about keys. */
  static List<String> of(Scenario scenario, Evidence evidence) {
    List<String> facts = new ArrayList<>();
    Actual came = evidence.came();
    List<Pattern.One> awaited = CauseFacts.ones(evidence.expected()).toList();
    Stream<String> states =
        Stream.concat(
            Stream.concat(came.sqlState().stream(), CauseFacts.states(scenario, evidence)),
            awaited.stream().flatMap(one -> CauseFacts.state(one).stream()));
    if (states.anyMatch(CANCELED::equals) || evidence.expected() == Expected.Other.RUNNING_QUERY) {
      facts.add(ASTRAY);
    }
    Optional<Object> received =
        came.telling()
            .filter(Event.Received.class::isInstance)
            .map(event -> ((Event.Received) event).message());
    if (received.filter(MalformedMessage.class::isInstance).isPresent()) {
      facts.add("a malformed message came");
    } else if (received.filter(ErrorResponse.class::isInstance).isEmpty()) {
      if (awaited.stream().anyMatch(one -> one.name().equals(ERROR))) {
        facts.add(CauseFacts.event(came) + " instead of " + ERROR);
      }
    } else if (came.sqlState().isEmpty()) {
      facts.add("an ErrorResponse without a SQLSTATE came");
    }
    boolean begins = awaited.stream().anyMatch(one -> one.name().equals("AuthenticationOk"));
    if (begins && received.filter(message -> !(message instanceof ErrorResponse)).isPresent()) {
      facts.add("a session began with another message than AuthenticationOk");
    }
    Set<String> due = awaited.stream().map(Pattern.One::name).collect(Collectors.toSet());
    if (due.size() == 1 && OF_ONE_PLACE.containsAll(due)) {
      facts.add(due.iterator().next() + " did not come");
    }
    if (awaited.stream().flatMap(one -> CauseFacts.state(one).stream()).findAny().isPresent()) {
      came.sqlState()
          .ifPresent(state -> facts.add("SQLSTATE " + state + " came instead of another"));
    }
    received
        .filter(ErrorResponse.class::isInstance)
        .flatMap(message -> ((ErrorResponse) message).field(SEVERITY))
        .filter(severity -> awaited.stream().anyMatch(one -> isOtherSeverity(one, severity)))
        .ifPresent(
            severity ->
                facts.add(
                    "severity "
                        + Text.printable(severity, MOST_WORDS)
                        + " came instead of another"));
    // The same words for the same reason, whatever they came instead of.
    received
        .filter(ErrorResponse.class::isInstance)
        .flatMap(message -> ((ErrorResponse) message).message())
        .map(words -> Text.printable(words, MOST_WORDS).replaceAll("[0-9]+", "0"))
        .ifPresent(words -> facts.add("an ErrorResponse came: " + words));
    received
        .filter(ParameterStatus.class::isInstance)
        .map(message -> Text.printable(((ParameterStatus) message).name(), MOST_WORDS))
        .ifPresent(name -> facts.add("ParameterStatus of " + name + " came out of place"));
    if (OF_CONNECTIONS.contains(came.kind())) {
      facts.add(
          "%s came where another event was due, about %s".formatted(came.kind(), scenario.area()));
    }
    return facts;
  }

  /** Whether an error of this severity is not the one that is awaited. */
  private static boolean isOtherSeverity(Pattern.One one, String severity) {
    return one.name().equals(ERROR)
        && one.tests().stream()
            .filter(test -> test.field().equals(Character.toString(SEVERITY)) && !test.negated())
            .anyMatch(test -> !test.values().contains(new FieldTest.Exactly(severity)));
  }
}
