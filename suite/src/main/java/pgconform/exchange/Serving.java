package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.session.ServerSession;
import pgconform.session.ServerSettings;
import pgconform.wire.BackendMessage;
import pgconform.wire.Message;

/** Answers the queries that the driver of a client sends for its own purposes. */
final class Serving {
  private final CaseVariables scope;
  private final ServedClient client;

  Serving(CaseVariables scope, ServedClient client) {
    this.scope = scope;
    this.client = client;
  }

  /** Returns whether a driver waits for an answer that no step gives. */
  boolean due(String awaited) {
    return scope.all().stream().anyMatch(connection -> next(connection, awaited).isPresent());
  }

  /** Sends the answers that are due. */
  void serve(String awaited) {
    for (Connection connection : scope.all()) {
      for (Optional<Message> next = next(connection, awaited);
          next.isPresent();
          next = next(connection, awaited)) {
        connection.link.poll();
        send(connection, connection.queries(awaited).take(next.get()));
      }
    }
  }

  /** Returns the next query of the driver, unless it is the query that the case is about. */
  private static Optional<Message> next(Connection connection, String awaited) {
    if (!connection.isServed()) {
      return Optional.empty();
    }
    return connection
        .link
        .peek()
        .filter(Event.Received.class::isInstance)
        .map(event -> ((Event.Received) event).message())
        .filter(message -> connection.queries(awaited).isAside(message));
  }

  /** Sends messages in one piece. */
  void send(Connection connection, List<BackendMessage> messages) {
    ServerSession.send(connection.link, ServerSettings.Pieces.WHOLE, messages, client.deadline());
  }
}
