package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.SlowQuery;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.Transcript;
import pgconform.session.Session;
import pgconform.wire.CancelRequest;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/**
 * Finds out whether a server ignores cancels of a query that cannot be observed. The duration of
 * such a query is known only from measurements. A single one that runs to its end proves nothing,
 * because it may have begun late. But if it takes its usual time whenever it is canceled in the
 * middle, it was running each time the server closed the connection of the CancelRequest, unless it
 * ran faster than ever before.
 */
final class CancelTrials {
  /** The number of cancels that must be without effect. */
  static final int TRIALS = 3;

  /** The time at which a cancel is sent, in tenths of the query's duration. */
  private static final int MOMENT = 3;

  /** The assumed minimum duration of the query, in tenths of the shortest measured time. */
  private static final int LEAST = 8;

  private static final int TENTHS = 10;

  private final SessionStarter starter;
  private final SlowQuery query;

  /** Creates trials with one query. */
  CancelTrials(SessionStarter starter, SlowQuery query) {
    this.starter = starter;
    this.query = query;
  }

  /** A query that was canceled and ran to its end, in nanoseconds of {@link System#nanoTime()}. */
  private record Trial(long asked, long requested, long closed, long answered) {
    Duration lasted() {
      return Duration.ofNanos(answered - asked);
    }

    boolean missedWhatRan(Duration least) {
      return SlowQuery.wasRunning(least, asked, answered, requested, closed);
    }
  }

  /**
   * Returns the query with its minimum duration; empty if a cancel has stopped it, or if it is not
   * certain that it was running each time.
   */
  Optional<SlowQuery> ignored() {
    try {
      // Most servers stop it at once.
      Optional<Trial> first = trial(tenths(query.lasts(), MOMENT));
      if (first.isEmpty()) {
        return Optional.empty();
      }
      Duration usual = shorter(query.lasts(), shorter(first.get().lasted(), measured()));
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < TRIALS; i++) {
        Optional<Trial> trial = trial(tenths(usual, MOMENT));
        if (trial.isEmpty()) {
          return Optional.empty();
        }
        trials.add(trial.get());
      }
      Duration shortest = trials.stream().map(Trial::lasted).reduce(usual, CancelTrials::shorter);
      Duration least = tenths(shortest, LEAST);
      return trials.stream().allMatch(trial -> trial.missedWhatRan(least))
          ? Optional.of(new SlowQuery(query.query(), query.lasts(), least, tenths(usual, MOMENT)))
          : Optional.empty();
    } catch (IOException e) {
      // A query that does not work cannot be tried.
      return Optional.empty();
    }
  }

  private static Duration tenths(Duration time, int tenths) {
    return time.multipliedBy(tenths).dividedBy(TENTHS);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Deadline deadline() throws IOException {
    return starter.patience().next(starter.patience().each().plus(query.lasts()));
  }

  /** Returns how long it takes when it is not canceled. */
  private Duration measured() throws IOException {
    try (Session session = starter.start()) {
      long asked = System.nanoTime();
      session.query(query.query(), deadline());
      return Duration.ofNanos(System.nanoTime() - asked);
    }
  }

  /** Cancels it some time after it was sent; empty unless it runs to its end nevertheless. */
  private Optional<Trial> trial(Duration moment) throws IOException {
    try (Session session = starter.start()) {
      if (session.keyData().isEmpty()) {
        return Optional.empty();
      }
      Deadline deadline = deadline();
      Query sent = new Query(query.query());
      long asked = System.nanoTime();
      session.link().send(sent.encode(), List.of(sent), deadline);
      starter.poller().pause(moment.toNanos());
      long requested = System.nanoTime();
      Optional<Event> closed = cancel(session, deadline);
      Optional<Event> answered = answer(session.link(), deadline);
      return closed.isPresent() && answered.isPresent()
          ? Optional.of(new Trial(asked, requested, closed.get().nanos(), answered.get().nanos()))
          : Optional.empty();
    }
  }

  /** Sends a CancelRequest and returns how the server closes its connection. */
  private Optional<Event> cancel(Session session, Deadline deadline) throws IOException {
    CancelRequest request =
        session
            .keyData()
            .map(key -> new CancelRequest(key.processId(), key.secretKey()))
            .orElseThrow();
    try (Link link =
        starter
            .connector()
            .open(starter.poller(), Transcript.none(), "cancel", starter.transport(), deadline)) {
      link.send(request.encode(), List.of(request), deadline);
      return link.next(deadline).filter(Event.Closed.class::isInstance);
    }
  }

  /** Returns the row that the query returns; empty if there is another answer. */
  private static Optional<Event> answer(Link link, Deadline deadline) {
    Optional<Event> row = Optional.empty();
    while (true) {
      Optional<Event> event = link.next(deadline);
      if (event.isEmpty() || !(event.get() instanceof Event.Received received)) {
        return Optional.empty();
      } else if (received.message() instanceof DataRow) {
        row = event;
      } else if (received.message() instanceof ErrorResponse) {
        return Optional.empty();
      } else if (received.message() instanceof ReadyForQuery) {
        return row;
      }
    }
  }
}
