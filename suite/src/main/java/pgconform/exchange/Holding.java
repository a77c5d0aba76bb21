package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Poller;
import pgconform.scenario.HoldStep;
import pgconform.scenario.Place;
import pgconform.scenario.ReleaseStep;
import pgconform.session.QueryException;
import pgconform.wire.ErrorResponse;

/** Makes sessions run queries until these are released. */
final class Holding {
  private static final Optional<String> CANCELED = Optional.of("57014");

  private final CurrentServer server;
  private final Poller poller;
  private final CaseVariables scope;
  private final Payloads payloads;

  Holding(CurrentServer server, Poller poller, CaseVariables scope, Payloads payloads) {
    this.server = server;
    this.poller = poller;
    this.scope = scope;
    this.payloads = payloads;
  }

  void hold(HoldStep step) throws CaseEnded {
    try {
      for (Connection connection : scope.group(step.name())) {
        hold(step, connection);
      }
    } catch (IOException e) {
      throw failed(step.place(), e);
    }
  }

  /**
   * Returns how the case ends: it fails if the holding session, which nobody canceled, was
   * canceled.
   */
  private static CaseEnded failed(Place place, IOException e) {
    return e instanceof QueryException query
        ? query
            .error()
            .map(error -> (Actual) new Actual.Seen(error))
            .filter(error -> error.sqlState().equals(CANCELED))
            .<CaseEnded>map(
                error ->
                    new RequirementFailedException(
                        place, "control", Expected.Other.UNHARMED, error))
            .orElseGet(() -> new CannotJudgeException(e))
        : new CannotJudgeException(e);
  }

  private void hold(HoldStep step, Connection connection)
      throws RequirementFailedException, IOException {
    connection.hold().ifPresent(Hold::close);
    // A time limit of the server would end the held query.
    connection.set(server.defaultLogin().settings(), server.deadline());
    Hold hold = server.holdStrategy().hold();
    connection.hold(hold);
    scope.set("hold", hold.query());
    Payloads.Ready ready = payloads.of(step.payload());
    connection.link.send(ready.octets(), ready.items(), server.deadline());
    Deadline deadline = server.deadline();
    long waiting = System.nanoTime();
    if (!hold.awaitRunning(() -> connection.link.waiting(Holding::ends), poller, deadline)) {
      Actual came = Actual.of(connection.link.next(Deadline.in(Duration.ZERO)));
      throw new RequirementFailedException(
          step.place(), connection.link.name(), Expected.Other.RUNNING_QUERY, came, waiting);
    }
  }

  /** Returns whether an event ends a query that should have gone on. */
  private static boolean ends(Event event) {
    return !(event instanceof Event.Received received)
        || received.message() instanceof ErrorResponse;
  }

  void release(ReleaseStep step) throws CaseEnded {
    try {
      for (Connection connection : scope.group(step.name())) {
        if (connection.hold().isPresent()) {
          connection.hold().get().release();
        }
      }
    } catch (IOException e) {
      throw failed(step.place(), e);
    }
  }
}
