package pgconform.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import pgconform.link.Deadline;
import pgconform.link.Event;

/**
 * Detects whether what a case has waited for in vain arrives just after the time limit, for example
 * because the machine of the target, or a proxy in front of it, stood still and now continues. By
 * then the target answers everybody at once, so no other session shows that it stood still.
 */
final class LateAnswer {
  /** How long an answer takes that was held up and is not any more. */
  static final Duration USUAL = Duration.ofMillis(500);

  private LateAnswer() {}

  /**
   * Returns in a sentence how late the expected event has arrived; empty if it does not arrive soon
   * either, if something else arrives, or if the case was not waiting for an event.
   *
   * @param evidence the evidence of a silence
   */
  static Optional<String> excuse(Evidence evidence, CaseVariables scope) {
    return scope.all().stream()
        .filter(connection -> connection.link.name().equals(evidence.connection()))
        .flatMap(connection -> arrives(evidence, connection, scope).stream())
        .map(
            event ->
                "%s arrived %d ms after the time limit, so it was late, not missing"
                    .formatted(
                        EventMatcher.name(event),
                        TimeUnit.NANOSECONDS.toMillis(event.nanos() - evidence.nanos())))
        .findFirst();
  }

  private static Optional<Event> arrives(
      Evidence evidence, Connection connection, CaseVariables scope) {
    Deadline deadline = Deadline.in(USUAL);
    EventMatcher test = new EventMatcher(scope::value);
    Predicate<Event> awaited = event -> satisfies(evidence.expected(), event, test);
    Optional<Event> event = connection.link.untaken(0, deadline);
    for (int i = 1; event.isPresent() && tellsNothing(event.get(), evidence, awaited); i++) {
      event = connection.link.untaken(i, deadline);
    }
    return event.filter(awaited);
  }

  /** Returns whether an event came in time, or may come at any time without being awaited. */
  private static boolean tellsNothing(Event event, Evidence evidence, Predicate<Event> awaited) {
    return event.nanos() - evidence.nanos() < 0
        || (ToleratedMessages.isAsynchronous(event) && !awaited.test(event));
  }

  private static boolean satisfies(Expected expected, Event event, EventMatcher test) {
    return expected instanceof Expected.Session
        ? event instanceof Event.Received
        : expected instanceof Expected.Events events
            && events.next().stream().anyMatch(one -> test.holds(one, event));
  }
}
