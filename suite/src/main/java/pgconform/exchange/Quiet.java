package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.scenario.QuietStep;

/** Waits to see whether a client does something that it must not do. */
final class Quiet {
  private final Poller poller;
  private final CaseVariables scope;
  private final Listening listening;
  private final Told told;

  Quiet(Poller poller, CaseVariables scope, Listening listening, Told told) {
    this.poller = poller;
    this.scope = scope;
    this.listening = listening;
    this.told = told;
  }

  void run(QuietStep step) throws RequirementFailedException {
    Deadline deadline = Deadline.in(scope.duration(step.time()));
    if (step.unanswered().isPresent()) {
      told.unanswered(step, deadline);
    } else if (step.name().isEmpty()) {
      if (poller.await(listening::hasConnection, deadline)) {
        throw new RequirementFailedException(
            step.place(),
            "the client",
            new Expected.OfClient("no further connection"),
            new Actual.Said("a connection", "a further connection"));
      }
    } else {
      for (Connection connection : scope.group(step.name())) {
        run(step, connection.link, deadline);
      }
    }
  }

  private void run(QuietStep step, Link link, Deadline deadline) throws RequirementFailedException {
    poller.await(() -> link.hasEvent() || link.holdsOctets(), deadline);
    Optional<Event> event = link.endTaken().or(link::peek);
    Optional<Actual> came =
        event.isPresent()
            ? Optional.of(Actual.of(event))
            : link.holdsOctets()
                ? Optional.of(new Actual.Said("octets", link.pending().size() + " octets"))
                : Optional.empty();
    if (came.isPresent()) {
      throw new RequirementFailedException(
          step.place(), link.name(), new Expected.OfClient("nothing"), came.get());
    }
  }
}
