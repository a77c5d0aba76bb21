package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.scenario.Place;
import pgconform.wire.Message;

/** Waits for the queries of a client. */
final class Running {
  private final Told told;
  private final Serving serving;

  Running(Told told, Serving serving) {
    this.told = told;
    this.serving = serving;
  }

  /**
   * Waits until the query that the program was told to run has come; answers whatever comes before.
   */
  void await(Place place, Connection connection, Deadline deadline)
      throws RequirementFailedException {
    long waiting = System.nanoTime();
    SessionQueries queries = connection.queries(told.sql());
    while (queries.running().isEmpty()) {
      Optional<Event> event = connection.link.next(deadline);
      Optional<Message> message =
          event
              .filter(Event.Received.class::isInstance)
              .map(e -> ((Event.Received) e).message())
              .filter(SessionQueries::isOfSession);
      if (message.isEmpty()) {
        throw new RequirementFailedException(
            place,
            connection.link.name(),
            new Expected.OfClient("the query"),
            Actual.of(event),
            waiting);
      }
      serving.send(connection, queries.take(message.get()));
    }
  }

  /** Answers the query that runs: with a row, or with an error. */
  void reply(Connection connection, Optional<String> error) {
    serving.send(connection, connection.queries(told.sql()).reply(error));
  }
}
