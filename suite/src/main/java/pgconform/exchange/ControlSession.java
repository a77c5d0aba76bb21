package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/**
 * Decides, after a timeout, whether the server is the cause. A control session, which belongs to no
 * case, asks the same server a question. If it is answered at once, only the case was not answered;
 * if it is not answered within the time limit either, the whole server does not answer. If the
 * answer is late, or if this process was not scheduled in the meantime, the timeout says nothing
 * about the server.
 *
 * @param limit how long an answer may take
 */
record ControlSession(
    Connector connector, Transport transport, Login login, Duration limit, PauseDetector stalls) {
  /** The time in which a session begins, and a question is answered, if nothing is overloaded. */
  private static final Duration USUAL_START = Duration.ofSeconds(2);

  private static final Duration USUAL_ANSWER = Duration.ofMillis(500);

  private static final int QUESTIONS = 3;

  /** The fraction of the wait, as a divisor, that this process may have missed. */
  private static final int PART = 10;

  /**
   * Returns in a sentence why the silence that has just ended says nothing about the server; empty
   * if the server is the cause.
   *
   * @param since when the wait began, in nanoseconds of {@link System#nanoTime()}
   */
  Optional<String> excuse(long since) {
    Duration missed = stalls.since(since);
    if (missed.compareTo(limit.dividedBy(PART)) > 0) {
      return Optional.of(
          ("nothing arrived within the time limit, but pgconform itself was not scheduled for"
                  + " %d ms of that time")
              .formatted(missed.toMillis()));
    }
    return late()
        .map(
            time ->
                ("nothing arrived within the time limit, but another session was answered late,"
                        + " too: after %d ms")
                    .formatted(time.toMillis()));
  }

  /**
   * Returns how long an unusually late answer took; empty if the answer was not late, or never
   * arrived.
   */
  private Optional<Duration> late() {
    long start = System.nanoTime();
    try (Poller poller = new Poller()) {
      Session session;
      try {
        Link link =
            connector.open(poller, Transcript.none(), "bystander", transport, Deadline.in(limit));
        session = Session.start(link, login, Deadline.in(limit));
      } catch (LinkException e) {
        return e.answer().isPresent() ? later(start, USUAL_START) : Optional.empty();
      } catch (StartUpException e) {
        // A server that refuses a session has answered.
        return e.silent() ? Optional.empty() : later(start, USUAL_START);
      }
      try (session) {
        Optional<Duration> late = later(start, USUAL_START);
        for (int i = 0; i < QUESTIONS && late.isEmpty() && !session.link().closedByPeer(); i++) {
          long asked = System.nanoTime();
          if (!answers(session)) {
            return Optional.empty();
          }
          late = later(asked, USUAL_ANSWER);
        }
        return late;
      }
    }
  }

  private static Optional<Duration> later(long start, Duration usual) {
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    return Optional.of(taken).filter(time -> time.compareTo(usual) > 0);
  }

  /** Sends a query that every server can answer, if only with an error. */
  private boolean answers(Session session) {
    Deadline deadline = Deadline.in(limit);
    Query query = new Query("select 1");
    session.link().send(query.encode(), List.of(query), deadline);
    while (true) {
      Optional<Event> event = session.link().next(deadline);
      if (event.isEmpty()) {
        return false;
      } else if (!(event.get() instanceof Event.Received received)
          || received.message() instanceof ReadyForQuery) {
        return true;
      }
    }
  }
}
