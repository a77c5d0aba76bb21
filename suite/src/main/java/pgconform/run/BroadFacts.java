package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.exchange.KeyWeakness;
import pgconform.link.Event;
import pgconform.scenario.Pattern;
import pgconform.scenario.Scenario;
import pgconform.wire.ErrorResponse;
import pgconform.wire.MalformedMessage;

/**
 * Facts that failures share which look different: a cancel that comes late misses its query and
 * hits the next one. They join failures, but a cause is told by a more precise fact if it has one.
 */
final class BroadFacts {
  /** What keys that repeat, cancels that do nothing and cancels that nobody sent have in common. */
  static final String ASTRAY = "cancels do not do what they are sent for";

  private static final String ABOUT = " came where another event was due, about ";
  private static final String CODELESS = "an ErrorResponse without a SQLSTATE came";
  private static final String MALFORMED = "a malformed message came";
  private static final String NOT_READY = "ReadyForQuery did not come";

  /** The class of SQLSTATEs of cancels: Operator Intervention. */
  private static final String CANCELED = "SQLSTATE 57014";

  /** What ends or changes a connection as a whole, which a server does in one place of its code. */
  private static final Set<String> OF_CONNECTIONS = Set.of("Closed", "EncryptionResponse");

  private BroadFacts() {}

  /** Whether a fact is one of these. */
  static boolean isBroad(String fact) {
    return fact.equals(ASTRAY)
        || fact.equals(MALFORMED)
        || fact.equals(CODELESS)
        || fact.equals(NOT_READY)
        || fact.contains(ABOUT)
        || fact.endsWith(" instead of ErrorResponse");
  }

  /** Whether sessions have keys in common, so that a cancel may reach another session. */
  static boolean repeats(KeyWeakness weakness) {
    return weakness.weakness() == KeyWeakness.Weakness.REPEATED_BACKEND_KEY_DATA
        || weakness.weakness() == KeyWeakness.Weakness.REPEATED_SECRET_KEY;
  }

  /**
   * The broad facts of a failure.
   *
   * @param precise the facts that are known already
   */
  static List<String> of(Scenario scenario, Evidence evidence, Set<String> precise) {
    List<String> facts = new ArrayList<>();
    Actual came = evidence.came();
    if (precise.stream().anyMatch(fact -> fact.contains(CANCELED))
        || evidence.expected() == Expected.Other.RUNNING_QUERY) {
      facts.add(ASTRAY);
    }
    Stream<Object> message =
        came.telling().stream()
            .filter(Event.Received.class::isInstance)
            .map(event -> ((Event.Received) event).message());
    Object received = message.findFirst().orElse(null);
    if (received instanceof ErrorResponse error) {
      if (error.sqlState().isEmpty()) {
        facts.add(CODELESS);
      }
    } else if (received instanceof MalformedMessage) {
      facts.add(MALFORMED);
    } else {
      String instead = " instead of ErrorResponse";
      precise.stream()
          .filter(fact -> fact.contains(instead))
          .map(fact -> fact.substring(0, fact.indexOf(instead)) + instead)
          .distinct()
          .forEach(facts::add);
    }
    if (awaitsOnlyReady(evidence.expected())) {
      facts.add(NOT_READY);
    }
    if (OF_CONNECTIONS.contains(came.kind())) {
      facts.add(came.kind() + ABOUT + scenario.area());
    }
    return facts;
  }

  private static boolean awaitsOnlyReady(Expected expected) {
    return expected instanceof Expected.Events events
        && !events.next().isEmpty()
        && events.next().stream().map(Pattern.One::name).allMatch("ReadyForQuery"::equals);
  }
}
