package pgconform.target.probe;

import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.session.Session;
import pgconform.wire.BackendMessage;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Message;
import pgconform.wire.NoticeResponse;
import pgconform.wire.NotificationResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.RowDescription;

/**
 * Finds out whether a server answers a simple query with the messages in the documentation, and
 * nothing else. If not, hardly any scenario can judge its requirement.
 */
final class OrdinarySessionProbe {
  private static final Query QUERY = new Query("select 1");

  /**
   * The number of queries: a message that comes too late for one answer is seen before the next
   * one.
   */
  private static final int QUERIES = 2;

  private static final List<Class<? extends BackendMessage>> ANSWER =
      List.of(RowDescription.class, DataRow.class, CommandComplete.class, ReadyForQuery.class);

  private OrdinarySessionProbe() {}

  /** Returns what is not ordinary, in words; empty if everything is ordinary. */
  static Optional<String> problem(Session session, Deadline deadline) {
    for (int i = 0; i < QUERIES; i++) {
      session.link().send(QUERY.encode(), List.of(QUERY), deadline);
      int at = 0;
      while (at < ANSWER.size()) {
        Optional<Event> event = session.link().next(deadline);
        if (event.isEmpty()) {
          return Optional.of(
              "the server did not answer a query with %s in time".formatted(name(ANSWER.get(at))));
        }
        Message message =
            event.get() instanceof Event.Received received ? received.message() : null;
        if (isNews(message)) {
          continue;
        }
        if (message instanceof ErrorResponse && at == 0) {
          // A server that does not support this query has answered as well.
          at = ANSWER.size() - 1;
        } else if (ANSWER.get(at).isInstance(message)) {
          at++;
        } else {
          return Optional.of(
              "the server answered a query with %s instead of %s"
                  .formatted(
                      message == null ? event.get() : message.messageName(), name(ANSWER.get(at))));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isNews(Message message) {
    return message instanceof NoticeResponse
        || message instanceof ParameterStatus
        || message instanceof NotificationResponse;
  }

  private static String name(Class<?> message) {
    return message.getSimpleName();
  }
}
