package pgconform.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.HeapCost;
import pgconform.wire.Message;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.NoticeResponse;
import pgconform.wire.NotificationResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolTwoErrorResponse;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/**
 * A session of a well-behaved client. It has been started and is ready for queries.
 *
 * <p>It stores the result of the start-up, and judges nothing. Scenarios that examine the messages
 * of a start-up use the link directly.
 */
public final class Session implements AutoCloseable {
  /** The maximum heap size of a stored start-up, and of the answer to a query. */
  private static final long MOST_COST = 1024 * 1024;

  private final Link link;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<Message> startUp = new ArrayList<>();
  private long cost;
  private BackendKeyData keyData;
  private NegotiateProtocolVersion negotiated;

  private Session(Link link) {
    this.link = link;
  }

  /**
   * Sends the StartupMessage, authenticates and reads up to the first ReadyForQuery; then runs the
   * settings of the login, if it has any.
   *
   * @throws StartUpException with one sentence, if no session is started by the deadline
   */
  public static Session start(Link link, Login login, Deadline deadline) throws StartUpException {
    Session session = new Session(link);
    session.start(login, deadline);
    session.apply(login.settings(), deadline);
    return session;
  }

  /**
   * Runs the settings of a login on a link that was not started by {@link #start} and is ready for
   * a query.
   *
   * @throws QueryException if one of them fails
   */
  public static void set(Link link, List<String> settings, Deadline deadline)
      throws QueryException {
    Session session = new Session(link);
    for (String statement : settings) {
      session.query(statement, deadline);
    }
  }

  private void apply(List<String> settings, Deadline deadline) throws StartUpException {
    try {
      set(link, settings, deadline);
    } catch (QueryException e) {
      throw new StartUpException(new StartUpFailure.NotSet(e.getMessage()));
    }
  }

  private void start(Login login, Deadline deadline) throws StartUpException {
    StartupMessage request = login.startupMessage();
    link.send(request.encode(), List.of(request), deadline);
    Authenticator authenticator = new Authenticator(login, link.tlsSession());
    while (true) {
      Message message = next(deadline);
      if (startUp.size() < 1_000 && hasRoom(message)) {
        startUp.add(message);
      }
      if (message instanceof ReadyForQuery) {
        return;
      } else if (message.type() == 'R' && !(message instanceof AuthenticationOk)) {
        Optional<FrontendMessage> answer = authenticator.answer(message);
        answer.ifPresent(m -> link.send(m.encode(), List.of(m), deadline));
      } else if (message instanceof BackendKeyData key) {
        // As in libpq, the last of several keys counts.
        keyData = HeapCost.of(key) < MOST_COST ? key : HeapCost.beginning(key);
      } else if (message instanceof ParameterStatus status) {
        report(status);
      } else if (message instanceof NegotiateProtocolVersion version) {
        negotiated = HeapCost.of(version) < MOST_COST ? version : HeapCost.beginning(version);
      } else if (message instanceof ErrorResponse error) {
        throw new StartUpException(new StartUpFailure.Refused(error));
      } else if (message instanceof ProtocolTwoErrorResponse error) {
        throw new StartUpException(new StartUpFailure.RefusedInProtocolTwo(error));
      } else if (!(message instanceof AuthenticationOk || message instanceof NoticeResponse)) {
        throw new StartUpException(new StartUpFailure.Unexpected(message));
      }
    }
  }

  private void report(ParameterStatus status) {
    if (parameters.containsKey(status.name()) || parameters.size() < 1_000) {
      if (hasRoom(status)) {
        parameters.put(status.name(), status.value());
      }
    }
  }

  private boolean hasRoom(Message message) {
    long more = HeapCost.of(message);
    if (cost + more > MOST_COST) {
      return false;
    }
    cost += more;
    return true;
  }

  private Message next(Deadline deadline) throws StartUpException {
    Event event =
        link.next(deadline).orElseThrow(() -> new StartUpException(new StartUpFailure.Silence()));
    if (event instanceof Event.Received received) {
      return received.message();
    }
    throw new StartUpException(new StartUpFailure.Ended(event));
  }

  /**
   * Runs one simple query, which must succeed.
   *
   * @return the rows, each a list of columns in text form, null for NULL
   * @throws QueryException with one sentence, if it fails or there is no answer by the deadline
   */
  public List<List<String>> query(String sql, Deadline deadline) throws QueryException {
    Query query = new Query(sql);
    link.send(query.encode(), List.of(query), deadline);
    List<List<String>> rows = new ArrayList<>();
    long costOfRows = 0;
    Event.Received failure = null;
    boolean answered = false;
    while (true) {
      Event event =
          link.next(deadline)
              .orElseThrow(() -> new QueryException(query + " was not answered in time", false));
      if (!(event instanceof Event.Received received)) {
        throw new QueryException(
            "got %s instead of an answer to %s".formatted(event, query), false);
      }
      Message message = received.message();
      if (message instanceof DataRow row && costOfRows < MOST_COST) {
        costOfRows += HeapCost.of(row);
        rows.add(texts(row));
      } else if (message instanceof ErrorResponse) {
        failure = received;
      } else if (message instanceof ParameterStatus status) {
        report(status);
      } else if (message instanceof ReadyForQuery && answered) {
        if (failure != null) {
          throw new QueryException("%s failed: %s".formatted(query, failure), failure);
        }
        return rows;
      }
      // A ReadyForQuery before any answer is a superfluous one of the previous query.
      answered |= !(message instanceof ReadyForQuery || isNews(message));
    }
  }

  private static List<String> texts(DataRow row) {
    List<String> texts = new ArrayList<>();
    for (Optional<Bytes> column : row.values()) {
      texts.add(column.map(Bytes::text).orElse(null));
    }
    return texts;
  }

  /**
   * Returns an unread event that is not just an asynchronous message, and shows that the session
   * may be out of sync; empty if there is none.
   */
  public Optional<Event> unexpected() {
    while (true) {
      Optional<Event> event = link.next(Deadline.in(Duration.ZERO));
      boolean news =
          event.isPresent()
              && event.get() instanceof Event.Received received
              && isNews(received.message());
      if (!news) {
        return event;
      }
    }
  }

  /** Returns whether the message can arrive at any time. */
  private static boolean isNews(Message message) {
    return message instanceof NoticeResponse
        || message instanceof ParameterStatus
        || message instanceof NotificationResponse;
  }

  /** Returns the link that the session runs on. */
  public Link link() {
    return link;
  }

  /** Returns the key for canceling, if the server sent one. */
  public Optional<BackendKeyData> keyData() {
    return Optional.ofNullable(keyData);
  }

  /**
   * Returns the negotiated version and options, if the server did not accept the requested ones.
   */
  public Optional<NegotiateProtocolVersion> negotiated() {
    return Optional.ofNullable(negotiated);
  }

  /** Returns the run-time parameters as last reported. */
  public Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }

  /** Returns everything that the server sent during start-up, in order. */
  public List<Message> startUp() {
    return List.copyOf(startUp);
  }

  /**
   * Sends Terminate and closes the link after the server has done so, which then has room for
   * another session.
   *
   * @return whether the server has closed it by the deadline
   */
  public boolean end(Deadline deadline) {
    Terminate terminate = new Terminate();
    link.send(terminate.encode(), List.of(terminate), deadline);
    Optional<Event> event = link.next(deadline);
    while (event.isPresent() && event.get() instanceof Event.Received) {
      event = link.next(deadline);
    }
    link.close();
    return event.isPresent();
  }

  /** Sends Terminate and closes the link. */
  @Override
  public void close() {
    Terminate terminate = new Terminate();
    link.send(terminate.encode(), List.of(terminate), Deadline.in(Duration.ofSeconds(1)));
    link.close();
  }
}
